"""How fast Lockstep is on this machine, held against the same unavoidable calls made bare."""
