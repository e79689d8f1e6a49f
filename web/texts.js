/** Every text of the page, in one place: what is here can be translated, and nothing else has words. */

/** @typedef {"items" | "mapping" | "history" | "health" | "settings" | "create"} View */

export const texts = {
  product: "Lockstep",
  empty: "–",
  yes: "Yes",
  no: "No",
  never: "never",
  justNow: "just now",
  loading: "Loading …",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  tryAgain: "Try again",
  project: "Project",
  pages: "Pages",
  skip: "Skip to the page",
  newTab: "Open in a new tab",
  signOut: "Sign out",
  offline: "No connection. What you see may be old; nothing you do is lost.",
  online: "Connected again.",
  signedOutMeanwhile: "You are signed out. Nothing here is lost: sign in and go on.",

  /** @param {string} page @param {string} project */
  title: (page, project) => [page, project, "Lockstep"].filter(Boolean).join(" · "),
  /** @param {string} name */
  signedInAs: (name) => `Signed in as ${name}`,
  /** @param {string} chosen */
  theme: (chosen) =>
    ({ light: "Colours: light", dark: "Colours: dark" })[chosen] ?? "Colours: as your system",

  /** @type {Record<View, string>} */
  nav: {
    items: "Items",
    mapping: "Field mapping",
    history: "History",
    health: "Health",
    settings: "Settings",
    create: "Create item in ADO",
  },

  /** @type {Record<string, string>} */
  roles: { viewer: "Viewer: sees everything", approver: "Approver: decides what is written", admin: "Admin: also sets things up" },
  /** @type {Record<string, string>} */
  sides: { ado: "Azure DevOps", ppm: "PPM Express" },
  /** @type {Record<string, string>} */
  directions: { to_ado: "To Azure DevOps", to_ppm: "To PPM Express" },

  pulse: {
    well: "✓ In step",
    toDo: "⚠ Needs attention",
    /** @param {string} count */
    differ: (count) => `≠ ${count} differ`,
  },

  errors: {
    offline: "The server cannot be reached. Check your connection, then try again.",
    broken: "Something went wrong",
    refused: "That was not possible",
    /** @param {number} status */
    unknown: (status) => (status ? `The server answered ${status} and said nothing more.` : "Something unexpected happened."),
    headlines: {
      0: "No connection",
      401: "You are not signed in",
      403: "You may not do that",
      404: "Not found",
      409: "That was not possible",
      503: "Busy just now",
    },
  },

  states: {
    welcome: "Keep the team’s board and your plan in step",
    signIn: "Sign in with your work account to see where Azure DevOps and PPM Express differ, and to decide what is written.",
    signInButton: "Sign in",
    another: "Sign in as somebody else",
    noRole: "You are signed in, but have no role here",
    noRoleWords: "Ask an administrator of your organisation to make you a viewer, an approver or an admin of Lockstep.",
    noProject: "No project lists you yet",
    noProjectWords: "An admin of Lockstep can add you to the members of a project.",
    notYours: "That project is not one of yours. These are:",
    choose: "Choose a project",
  },

  frame: {
    inWindow: "Go on in the other window …",
    twoWindows: "A small window opens. Press Continue there, then sign in as usual.",
    onlyInTab: "Signing in needs a tab of its own. It opens this very page.",
    windows: {
      blocked: "Your browser kept the window from opening. Allow pop-ups for this site and try again, or open the page in a new tab.",
      closed: "The window was closed before you were signed in. Try again.",
      late: "Nobody signed in for five minutes, so the window was given up. Try again.",
      open: "Another window is waiting for you to sign in. Finish there, or close it and try again.",
      offline: "The sign-in service cannot be reached. Check your connection, then try again.",
      refused: "The sign-in service did not let you in. Ask an administrator of your organisation whether you may use Lockstep.",
    },
    /** @param {string} words */
    windowFailed: (words) => `Signing in did not work. The sign-in service says: ${words}`,
    relay: {
      title: "Sign in to Lockstep",
      words: "Lockstep stands inside another site there, so signing in takes a window of its own. Both close by themselves.",
      go: "Continue",
      waiting: "Sign in in the window that just opened …",
      nobody: "Nothing to do here",
      nobodyWords: "This page only helps with signing in from inside another site. You can close it.",
    },
    signedIn: {
      title: "Signing in",
      words: "One moment: this window closes by itself.",
      done: "You can close this window",
      doneWords: "If you were signing in, go back to where you came from and try again.",
    },
  },
};
