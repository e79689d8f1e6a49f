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
  signedOutMeanwhile: "You are signed out. Sign in in a new tab, then go on here.",

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
    signInBeside: "Sign in in a new tab",
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
      words: "Inside another site nobody can sign in safely, so it happens in one more window. Both close by themselves.",
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

  mapping: {
    heading: "Field mapping",
    about: "Which Azure DevOps field answers to which PPM Express field. The columns on Items stand in this order.",
    /** @param {boolean} approversKeep */
    readOnly: (approversKeep) =>
      approversKeep
        ? "You can look at everything here; approvers and admins of this project change it."
        : "You can look at everything here; only an admin changes it.",
    loading: "Reading the field rules …",
    meanwhile: "Somebody else changed the rules meanwhile. You see them now as they are: look again, then decide again.",
    asking: "Asking both systems for their fields …",
    noFields: "The fields of both systems cannot be read just now, so rules go by their reference names.",
    none: "No field rules",
    noneWords: "Without a rule nothing is compared and nothing is written.",

    add: "Add field rule",
    reset: "Reset to default",
    edit: "Edit",
    delete: "Delete",
    up: "Move up",
    down: "Move down",
    undo: "Undo",
    /** @param {string} act @param {string} name */
    actOn: (act, name) => `${act} ${name}`,

    table: "Field rules in the order of the columns",
    columns: { order: "Order", ado: "Azure DevOps field", ppm: "PPM Express field", kind: "How they are compared", active: "Active", acts: "Change" },
    orElse: "else",
    notThere: "not there",
    readable: "read only",
    on: "Active",
    off: "Off",
    /** @param {string} name */
    switch: (name) => `${name} takes part in comparing, syncing and creating`,

    /** @type {Record<string, string>} */
    kinds: {
      text: "Text",
      rich_text: "Formatted text",
      whole: "Whole number",
      decimal: "Number",
      work: "Work",
      date: "Date",
      choice: "Choice",
      person: "Person",
      people: "People",
      tags: "Tags",
      yes_no: "Yes or no",
      state: "State and progress",
    },
    /** @type {Record<string, string>} */
    kindMeans: {
      text: "Compared as it reads.",
      rich_text: "Compared with its formatting, as far as both sides can show it.",
      whole: "Compared as numbers.",
      decimal: "Compared as numbers.",
      work: "Compared in hours.",
      date: "Compared by the calendar day.",
      choice: "Compared by the value map; without one, by how the choices are spelled.",
      person: "The first person on each side is compared.",
      people: "Everybody is compared, in any order.",
      tags: "Compared in any order.",
      yes_no: "Compared as yes or no; empty is no.",
      state: "To do answers to 0\u00a0%, in progress to 50\u00a0%, done to 100\u00a0%.",
    },
    /** What a field holds, where that is not the name of a kind of rule. @type {Record<string, string>} */
    holds: { state: "State" },
    noKind: "kept in a way that we do not understand",

    /** @param {string} side @param {string} hours */
    inDays: (side, hours) => `${side} counts working days of ${hours} hours.`,
    withComputed: "Values that PPM Express works out from the tasks below are compared too.",
    /** @param {string} mapped @param {string} all */
    mapped: (mapped, all) => (mapped === all ? `All ${all} choices mapped` : `${mapped} of ${all} choices mapped`),
    /** @param {number} count */
    pairs: (count) => (count === 1 ? "1 pair of choices" : `${count} pairs of choices`),
    noMap: "No value map",
    notOffered: "not offered",
    /** @param {string} side @param {string} values */
    left: (side, values) => `${side} choices without a partner: ${values}`,

    handle: {
      /** @param {string} name */
      name: (name) => `Reorder ${name}`,
      help: "Space lifts a rule; arrow up and down move it, Space drops it, Escape puts it back.",
      /** @param {string} name @param {string} at @param {string} of */
      at: (name, at, of) => `${name}, position ${at} of ${of}`,
      /** @param {string} place */
      lifted: (place) => `Lifted: ${place}.`,
      /** @param {string} place */
      dropped: (place) => `Dropped: ${place}.`,
      /** @param {string} place */
      back: (place) => `Put back: ${place}.`,
    },
    orderKept: "The order is saved.",
    orderPutBack: "The order could not be saved, and was put back.",

    /** @param {string} name */
    saved: (name) => `${name} is saved.`,
    /** @param {string} name */
    added: (name) => `${name} is added, as the last column.`,
    /** @param {string} name */
    deleted: (name) => `${name} is deleted.`,
    wasReset: "The rules are back at those that a new project starts with.",
    putBack: "It is as it was before.",
    /** @param {string} name @param {boolean} on */
    switched: (name, on) => (on ? `${name} takes part now.` : `${name} takes no part any more.`),
    /** @param {string} name */
    notSwitched: (name) => `${name} could not be switched.`,
    notUndone: "It could not be undone.",

    effect: {
      see: "See the effect",
      heading: "What it would do",
      looking: "Looking at the links …",
      none: "Nothing would change in what the links show.",
      noneNow: "Nothing changes in what the links show.",
      /** @param {number} n @param {string} count */
      would: (n, count) => (n === 1 ? "1 link would show something else." : `${count} links would show something else.`),
      /** @param {number} n @param {string} count */
      does: (n, count) => (n === 1 ? "1 link shows something else." : `${count} links show something else.`),
      onlyShown: "Nothing is written: it changes what is compared and shown, and what later approvals write.",
      table: "Links now and then",
      links: "Links",
      now: "Now",
      then: "Then",
      first: "The first of them",
      /** @param {number} n @param {string} count */
      more: (n, count) => (n === 1 ? "and 1 more" : `and ${count} more`),
      untitled: "(no title)",
      read: "What is not read yet is read at the next look at both systems, within minutes. Then you see where it differs.",
      /** @type {Record<string, string>} */
      rows: { agree: "Agree", differ: "Differ", unread: "Not read yet", aside: "Take no part" },
      /** @type {Record<string, string>} */
      why: {
        ado: "changed in Azure DevOps",
        ppm: "changed in PPM Express",
        both: "changed on both sides",
        unknown: "never agreed before",
        settled: "though nobody changed them",
      },
    },

    dialog: {
      add: "Add field rule",
      /** @param {string} name */
      edit: (name) => `Edit ${name}`,
      save: "Save rule",
      saveAllTheSame: "Save with this effect",
      choose: "Choose a field",
      placeholder: "Type to search",
      /** @param {string} side */
      field: (side) => `${side} field`,
      /** @param {string} side */
      fallback: (side) => `${side} field where an item lacks those above`,
      addFallback: "Add a field for items that lack it",
      /** @param {string} name */
      removeFallback: (name) => `Remove ${name}`,
      nothingFound: "No field is called so.",
      /** @param {string} name */
      usedBy: (name) => `in ${name}`,
      missing: "Choose a field.",
      kind: "How they are compared",
      kindLater: "Choose a field on both sides to see how they can be compared.",
      asking: "Asking both systems how these fields go together …",
      /** @param {string} why */
      whyNot: (why) => `These two do not go together: ${why}.`,
      days: "Counted in",
      hours: "Hours",
      /** @param {string} hours */
      workingDays: (hours) => `Working days of ${hours} hours`,
      withComputed: "Also compare tasks whose value PPM Express works out from the tasks below",
      active: "Active: takes part in comparing, syncing and creating",
    },

    map: {
      heading: "Value map",
      about: "Choices that are the same. With a map, a choice without a partner is shown and cannot be written.",
      /** @param {string} side */
      column: (side) => `${side} choice`,
      /** @param {string} side @param {number} row */
      cell: (side, row) => `${side} choice in row ${row}`,
      choose: "Choose …",
      /** @param {string} value */
      gone: (value) => `${value} (not offered)`,
      add: "Add a pair",
      propose: "Use the proposal",
      clear: "Remove all",
      /** @param {number} row */
      remove: (row) => `Remove row ${row}`,
      empty: "No pairs yet: choices are the same where they are spelled the same.",
      /** @param {string} side */
      left: (side) => `${side} choices without a partner:`,
      /** @param {string} value */
      addFor: (value) => `Add a pair for ${value}`,
      allMapped: "Every choice has a partner.",
      /** @type {Record<string, string>} */
      slips: { partner: "Choose both, or remove this row.", twice: "This Azure DevOps choice has a partner already." },
    },

    deleting: {
      /** @param {string} name */
      title: (name) => `Delete ${name}?`,
      words: "Its column goes, and nothing is compared or written by it any more. The values stay where they are, in both systems.",
      yes: "Delete rule",
    },
    resetting: {
      title: "Reset to default?",
      words: "All rules are replaced by those that a new project starts with. The values stay where they are, in both systems.",
      lost: "These rules of yours go:",
      noneLost: "There is no rule here that a new project does not have.",
      changes: "What you changed in the others goes too: their fields, value maps, switches and order.",
      yes: "Reset to default",
    },
  },

  history: {
    title: "History",
    about: "What was written on either side, or refused, and on whose approval. The latest first.",
    /** @param {string} title */
    of: (title) => `History of ${title}`,
    aboutOne: "Everything that was decided for this one item. The latest first.",
    everything: "Show all items",
    inTree: "Show in the tree",
    download: "Download as CSV",
    search: "Search",
    searchHint: "Title, value, words …",
    all: "All",
    caption: "What was written or refused, day by day",
    columns: {
      time: "Time",
      item: "Item",
      field: "Field",
      direction: "Direction",
      values: "Before → after",
      became: "What became of it",
      by: "Approved by",
    },
    before: "Before: ",
    after: "after: ",
    parent: "Parent",
    made: "New item",
    link: "The link itself",
    root: "at the top",
    elsewhere: "below an item that is not linked",
    unlinked: "An item that is no longer linked",
    silent: "nothing was written",
    /** @param {string} name */
    only: (name) => `Only the history of ${name}`,
    became: {
      written: "Written",
      adjusted: "Written, then adjusted",
      agreed: "Was the same already",
      refused: "Refused",
      stale: "Stale",
      uncertain: "Uncertain",
      unlinked: "Unlinked",
      dismissed: "Dismissed",
    },
    /** @type {Record<string, string>} what helps where the server says nothing more */
    help: {
      stale: "It changed after it was approved. Nothing was overwritten: decide again.",
      uncertain: "The answer got lost on its way. Look at both items, and decide again if they differ.",
    },
    /** @param {string} fitting @param {string} all @param {boolean} cut */
    count: (fitting, all, cut) => {
      const rows = fitting === all ? `${all} rows` : `${fitting} of ${all} rows`;
      return cut ? `${rows}. These are the latest; the CSV file goes further back.` : rows;
    },
    none: "Nothing here fits. Try fewer words, or another choice above.",
    /** @param {string} count */
    more: (count) => `Show ${count} more`,
    empty: "Nothing was decided yet",
    emptyWords: "Whatever you approve is told here: what was written where, what stood there before, and what was refused.",
    emptyOne: "Nothing was decided for this item yet",
    emptyOneWords: "Its two sides have agreed so far, or nobody has brought them in step.",
    toItems: "See what differs",
  },

  items: {
    loading: "Reading the tree …",
    asking: "Asking Azure DevOps …",
    title: "Title",
    place: "Place",
    state: "State",
    person: "Assigned to",
    untitled: "(no title)",
    task: "Task in PPM Express",
    linkedShort: "PPM",
    linked: "Linked: open the task in PPM Express",
    taken: "Somebody is linking or creating this just now",
    takenShort: "…",
    /** @type {Record<string, string>} */
    only: { ado: "not linked", ppm: "not linked" },
    /** @type {Record<string, string>} */
    onlyLong: { ado: "Exists in Azure DevOps only", ppm: "Exists in PPM Express only" },
    root: "at the top",
    outside: "below an item without a link",
    agreed: "Last agreed",
    neverAgreed: "never yet",
    /** @param {string} ado @param {string} ppm */
    bothHalves: (ado, ppm) => `${ado} (PPM Express: ${ppm})`,
    /** @param {number} number @param {string} title */
    select: (number, title) => `Select ${number || ""} ${title}`.replace(/\s+/g, " "),
    /** @param {string} side @param {string} why */
    gone: (side, why) => `Broken in ${side}: ${why}.`,
    /** @type {Record<string, string>} */
    absent: {
      recycled: "in the recycle bin",
      destroyed: "deleted for good",
      out_of_scope: "moved out of this project",
      no_access: "may no longer be read",
      unknown: "cannot be found",
    },
    /** @type {Record<string, string>} */
    absentShort: { recycled: "recycle bin", destroyed: "destroyed", out_of_scope: "out of scope", no_access: "no access", unknown: "not found" },
    removedShort: "removed",
    removed: "The work item is removed in Azure DevOps: it is there, and nobody works on it. Its state is not compared; decide what becomes of the task.",
    /** @type {Record<string, Record<string, string>>} */
    whatNow: {
      ado: {
        recycled: "Restore the work item there and the link is back, with all it remembers; or unlink.",
        destroyed: "It lay in the recycle bin and lies there no more. Unlink, and create a work item from the task again if it is wanted.",
        out_of_scope: "It is in a project that is not connected to this one. Move it back, connect that project under Settings, or unlink.",
        no_access: "The account of this connection no longer sees its project. Once an administrator gives that back, the link is back too.",
        unknown: "It was deleted for good, or the account of this connection may no longer read it: Azure DevOps does not say which. Let somebody who may see it look; unlink, and create it again if it is wanted.",
      },
      ppm: {
        out_of_scope: "The task is in another project. Move it back, or unlink it here.",
        no_access: "The account of this connection no longer sees the project. Once an administrator gives that back, the link is back too.",
        unknown: "The task was deleted or moved elsewhere: PPM Express does not say which. If it comes back, so does the link. Unlink, and create it again if it is wanted.",
      },
    },
    /** @param {string} label @param {string} ado @param {string} ppm @param {string} changed */
    differs: (label, ado, ppm, changed) => `${label} differs: Azure DevOps ${ado}, PPM Express ${ppm}. ${changed}`,
    /** @param {string} ado @param {string} ppm */
    parentDiffers: (ado, ppm) => `Parent differs: Azure DevOps ${ado}, PPM Express ${ppm}`,
    /** @type {Record<string, string>} */
    changed: {
      ado: "Changed in Azure DevOps",
      ppm: "Changed in PPM Express",
      both: "Changed on both sides",
      unknown: "They have never agreed, so nobody can tell who changed it",
      settled: "Settled: nobody has changed it since it was written",
    },
    /** @type {Record<string, string>} */
    changedShort: { ado: "changed in Azure DevOps", ppm: "changed in PPM Express", both: "changed on both sides", unknown: "never agreed", settled: "settled" },
    /** @param {string} changed @param {string} who */
    by: (changed, who) => (who ? `${changed} by ${who}` : changed),
    /** @type {Record<string, string>} */
    suggests: { to_ppm: "Suggested: write it to PPM Express", to_ado: "Suggested: write it to Azure DevOps" },
    /** @type {Record<string, string>} */
    noSuggestion: { both: "A conflict: you decide which side is right.", unknown: "You decide which side is right.", settled: "Nothing needs to be done." },
    decide: { to_ado: "Write to Azure DevOps …", to_ppm: "Write to PPM Express …" },
    move: { to_ado: "Move in Azure DevOps …", to_ppm: "Move in PPM Express …" },
    /** @param {string} count */
    all: (count) => `${count} items`,
    /** @param {string} count @param {string} total */
    fit: (count, total) => `${count} of ${total} items fit`,
    /** @param {string} count */
    differ: (count) => `${count} differ`,
    inStep: "everything is in step",
    /** @param {string} count */
    broken: (count) => `${count} broken`,
    /** @param {string} when */
    looked: (when) => `everything was looked at ${when}`,
    /** @param {string} when */
    kept: (when) => `as it was ${when}`,
    /** @param {string} when */
    keptLooking: (when) => `as it was ${when}; looking again …`,
    /** @param {string} who */
    unanswered: (who) => `No answer from ${who}: what this filter asks for there is missing, or as it was before.`,
    nothing: {
      unanswered: "Nobody knows yet what fits this filter",
      unansweredWords: "It was asked for, and there was no answer. Try again, or choose another filter.",
      unconnected: "Nothing is connected yet",
      unconnectedWords: "Lockstep needs to know which Azure DevOps project feeds this one.",
      connect: "Connect Azure DevOps",
      unlinked: "No item is linked yet",
      unlinkedWords: "Choose work items and create them in PPM Express, or tasks and create them in Azure DevOps. What exists on both sides already can be adopted.",
      look: "Show work items",
      unfit: "Nothing fits this filter",
      unfitWords: "There are items, but none that is as you ask for.",
      clear: "Show everything",
      bare: "There is nothing here",
      bareWords: "Neither side has items that fit. Choose another team, iteration or query on the right.",
    },
  },

  grid: {
    grid: "Work items and tasks",
    selectAll: "Select all shown",
    /** @param {string} column */
    resize: (column) => `Width of ${column}`,
    /** @param {number} count */
    selected: (count) => `${count} selected`,
    /** @param {string} title */
    moved: (title) => `The row is no longer shown. Now at ${title}`,
  },

  filters: {
    title: "Filters",
    quick: "Quick filters",
    search: "Search",
    searchHint: "Title, number, state … ( / )",
    from: "From Azure DevOps",
    place: "Project",
    team: "Team",
    iteration: "Iteration",
    query: "Query",
    item: "Work item and all below",
    itemHint: "Number",
    any: "All",
    alsoShow: "Also show",
    also: { ado: "Work items without a task", ppm: "Tasks without a work item" },
    /** @param {string} place */
    ofFirst: (place) => `Teams, iterations and queries are those of ${place}. Choose another project for its own.`,
    kept: "Saved filters",
    keep: "Save this filter",
    keepsAll: "Nothing is filtered: this will show everything.",
    name: "Name",
    unconnected: "Azure DevOps is not connected yet.",
    /** @param {string} name */
    saved: (name) => `Saved as ${name}.`,
    /** @param {string} name */
    gone: (name) => `Somebody has renamed or deleted “${name}” meanwhile.`,
    replaceTitle: "Replace this filter?",
    /** @param {string} name */
    replaceWords: (name) => `There is a filter called “${name}” already. It goes for everybody in this project, and yours takes its place.`,
    replace: "Replace",
    /** @type {Record<string, string>} */
    only: {
      differences: "Only differences",
      ado: "Changed in Azure DevOps",
      ppm: "Changed in PPM Express",
      conflicts: "Conflicts",
      hierarchy: "Hierarchy",
      unlinked: "Not linked",
      broken: "Broken",
    },
  },

  toolbar: {
    title: "Actions",
    acts: {
      sync: "Sync updates",
      hierarchy: "Resolve hierarchy",
      createTasks: "Create in PPM Express",
      createItems: "Create in Azure DevOps",
      adopt: "Adopt a pair",
      unlink: "Unlink",
    },
    expand: "Open all",
    collapse: "Close all",
    refresh: "Look again",
    /** @param {string} count */
    selected: (count) => `${count} selected`,
    /** @param {string} count */
    hidden: (count) => `${count} of them hidden by the filter`,
    below: "Select everything below",
    clear: "Clear",
  },

  wanted: {
    work: {
      title: "Select work items first",
      words: "Create in PPM Express makes tasks from work items that have none yet. Tick them in the tree.",
      look: "Show work items without a task",
    },
    oneOrganisation: {
      title: "Select work items of one organisation",
      words: "What you have selected stands in several Azure DevOps organisations. Create in PPM Express for one of them at a time.",
    },
    tasks: {
      title: "Select tasks first",
      words: "Create in Azure DevOps makes work items from tasks that have none yet. Tick them in the tree.",
      look: "Show tasks without a work item",
    },
    linked: { title: "Select linked items first", words: "What is selected has no link. Linked items carry the mark PPM beside their title." },
    pair: { title: "Select one of each", words: "A pair is one work item and one task. Select one of each, or none and choose them next." },
    role: "You may look, not decide",
    roleWords: "This takes the role approver. An administrator of your organisation can give it to you.",
  },

  sync: {
    titles: { fields: "Sync updates", hierarchy: "Resolve hierarchy mismatch" },
    planning: "Comparing both sides …",
    agreed: "Nothing to decide",
    agreedWords: { fields: "All values agree.", hierarchy: "All items stand in the same place on both sides." },
    /** @param {string} selected @param {string} differing */
    some: (selected, differing) => (selected === "1" ? "The selected item differs." : `${selected} selected; ${differing} of them ${differing === "1" ? "differs" : "differ"}.`),
    /** @param {string} all @param {string} differing */
    all: (all, differing) => `Nothing is selected, so this covers all ${all} linked items; ${differing} of them ${differing === "1" ? "differs" : "differ"}.`,
    mode: "Decide all at once",
    modes: { suggested: "As suggested", to_ppm: "All to PPM Express", to_ado: "All to Azure DevOps", none: "One by one" },
    table: "Values to decide on",
    field: "Field",
    decision: "Decision",
    /** @param {string} what */
    decisionOn: (what) => `Decision on ${what}`,
    choices: { to_ado: "Write to Azure DevOps", leave: "Leave both as they are", to_ppm: "Write to PPM Express" },
    overwrites: "overwrites an edit",
    /** @param {string} titles */
    needs: (titles) => `Needs these to move too: ${titles}`,
    /** @param {string} title */
    under: (title) => (title ? `Put it below ${title}` : "Put it at the top"),
    /** @param {string} left */
    more: (left) => `Show more (${left})`,
    mayNot: "Approving takes the role approver",
    nothingChosen: "Choose what to write",
    /** @param {string} values @param {string} items */
    write: (values, items) => `Write ${values} ${values === "1" ? "value" : "values"} of ${items} ${items === "1" ? "item" : "items"}`,
    /** @param {string} left @param {string} overwrites */
    left: (left, overwrites) => [left === "1" ? "1 left as it is" : left !== "0" ? `${left} left as they are` : "", overwrites !== "0" ? `${overwrites} ${overwrites === "1" ? "overwrites" : "overwrite"} an edit` : ""].filter(Boolean).join(" · "),
    leave: "Leave: it goes on without you",
  },

  daily: {
    /** @param {string} act @param {string} time */
    at: (act, time) => `${act} at ${time}`,
    now: "Write it now",
    createNow: "Create now",
  },

  progress: {
    bar: "Progress",
    done: "Done",
    unsent: "Nothing was approved",
    item: "Item",
    /** @param {string} closed @param {string} total */
    going: (closed, total) => (total === "0" ? "Writing …" : `Writing … ${closed} of ${total} items`),
    /** @param {string} count */
    written: (count) => `${count} ${count === "1" ? "value is" : "values are"} in step.`,
    /** @param {string} count */
    made: (count) => `${count} ${count === "1" ? "item is" : "items are"} created.`,
    /** @param {string} count */
    stale: (count) => `${count} changed after you looked, and were left alone.`,
    /** @param {string} count */
    refused: (count) => `${count} refused.`,
    /** @param {string} count */
    open: (count) => `${count} go on in the background.`,
    working: "writing …",
    waits: "waits for its parent",
    /** @param {string} time */
    until: (time) => `waits until ${time}`,
    putOff: "Approved",
    /** @param {string} count @param {string} time */
    later: (count, time) => `${count} ${count === "1" ? "item waits" : "items wait"} until ${time} and ${count === "1" ? "is" : "are"} written then, without you.`,
    held: "waits: the other system asked us to slow down",
    /** @type {Record<string, string>} */
    became: { applied: "written", adjusted: "written, and adjusted by the other system", agreed: "agreed already", stale: "left alone", rejected: "refused" },
    /** @type {Record<string, string>} */
    helps: {
      stale: "Look at the new value and decide again.",
      rejected: "Change the value on either side, or the field mapping, then try again.",
    },
  },

  suspended: {
    title: "Suspended: nothing is read or written",
    since: "Found so",
    sinceBy: "It was left",
  },
  brakes: {
    /** @type {Record<string, string>} */
    titles: {
      run: "Stopped: so much at once may be an accident",
      sweep: "Stopped: most of the project suddenly differs",
      empty: "Stopped: one side suddenly knows none of its items",
      storm: "Stopped: one item is written again and again",
      flood: "Stopped: more and more items are written again and again",
    },
    /** @type {Record<string, string>} */
    holds: {
      run: "Nothing of it is written until somebody says so; nothing of it is lost.",
      sweep: "What was found is not written down, and links look as they last did. Should it be right, go on; should it be an accident, it ends by itself once that is put right.",
      empty: "Nothing is written and nothing counts as gone. See whether Lockstep still has its rights there. Only if all items are really gone, go on.",
      storm: "Whatever is still approved for it waits. Somebody, or something, may be chasing its own changes.",
      flood: "Nothing of this project is written until somebody says so. Find out first who, or what, is chasing its own changes.",
    },
    /** @param {string} kind @param {string} count @param {string} links */
    goOn: (kind, count, links) =>
      kind === "run" ? `Go on with ${count} of ${links} links` : kind === "storm" ? "Go on writing this item" : kind === "flood" ? `Go on writing, these ${count} items too` : kind === "sweep" ? `Take over ${count} of ${links} links as found` : `All ${count} items are gone: go on`,
    giveUp: "Give it up",
    goingOn: "It goes on.",
    givenUp: "Given up: nothing of it is written.",
    mayNot: "Somebody who may approve decides whether it goes on.",
  },

  letters: {
    title: "Needs a person",
    about: "This was approved, or told of, and did not come true. It stays here until trying it again succeeds, or somebody says that nothing more is to come of it.",
    mayNot: "This was approved, or told of, and did not come true. Somebody who may approve tries it again or dismisses it.",
    columns: { item: "Item", cause: "Why", tries: "Tried", since: "Waiting since", acts: "What to do" },
    kinds: { refused: "Refused", failed: "Failed", late: "Too old", message: "Could not be looked at" },
    /** @type {Record<string, string>} */
    names: { item: "The new item", parent: "Parent" },
    /** @param {string} side */
    onto: (side) => `onto ${side}`,
    look: "A look at both sides",
    noWords: "Nobody said why.",
    unnamed: "An item without a title",
    retrying: "being tried again,",
    /** @param {string} count */
    withOthers: (count) => `With ${count} that ${count === "1" ? "depends" : "depend"} on it`,
    /** @param {string} name @param {string} count */
    withOthersOf: (name, count) => `Try again: ${name}, with ${count} that ${count === "1" ? "depends" : "depend"} on it`,
    dismiss: "Dismiss",
    /** @param {string} name */
    dismissOf: (name) => `Dismiss: ${name}`,
    /** @param {string} name */
    dismissTitle: (name) => `Dismiss “${name}”?`,
    dismissWords: "Nothing is written. Both items stay as they are, and what differs still shows as different.",
    note: "Why nothing more is to come of it (the history keeps it)",
    dismissed: "Dismissed.",
    settled: "Done: nothing is left of it.",
    goesOn: "It is being tried again.",
    back: "It did not come true this time either.",
    /** @param {string} count */
    more: (count) => `and ${count} more; they come up here as these are seen to.`,
    /** @param {string} count */
    notice: (count) => (count === "1" ? "One thing that was approved or told of did not come true." : `${count} things that were approved or told of did not come true.`),
    see: "See why",
  },

  unlink: {
    /** @param {string} shown @param {number} count */
    title: (shown, count) => (count === 1 ? "Unlink this item?" : `Unlink ${shown} items?`),
    words: "Lockstep forgets that the work item and the task are the same work. Both stay as they are; nothing is deleted.",
    /** @param {string} count */
    more: (count) => `and ${count} more`,
    yes: "Unlink",
    /** @param {string} shown @param {number} count */
    done: (shown, count) => (count === 1 ? "Unlinked." : `${shown} items unlinked.`),
    refused: "These stay linked:",
  },

  adopt: {
    title: "Adopt a pair",
    words: "Link a work item and a task that exist already. Nothing is written; where they differ, you decide afterwards.",
    yes: "Link them",
    another: "Choose another",
    find: { ado: "Find a work item", ppm: "Find a task" },
    findHint: { ado: "Title or number", ppm: "Title" },
    none: "Nothing found that has no link yet.",
    many: "There are more: type some of the title.",
    done: "Linked, and in step.",
    /** @param {number} count */
    differ: (count) => (count === 1 ? "Linked. One value differs." : `Linked. ${count} values differ.`),
  },

  createTasks: {
    title: "Create in PPM Express",
    counting: "Looking at what stands below …",
    howMuch: "What comes along",
    /** @param {string} shown @param {string} title @param {number} count */
    from: (shown, title, count) => (count === 1 ? title : `${shown} work items`),
    /** @param {string} shown @param {number} count */
    count: (shown, count) => (count === 1 ? "1 item" : `${shown} items`),
    plan: "See the plan",
    back: "Back",
    /** @param {string} shown @param {number} count */
    create: (shown, count) => (count === 1 ? "Create 1 task" : `Create ${shown} tasks`),
  },

  newItems: {
    untitled: "(no title)",
    itself: "The item itself",
    parent: "Parent",
    field: "Field",
    value: "Value",
    nothing: "Nothing can be created here.",
    /** @param {string} count */
    more: (count) => `Show ${count} more`,
    atTop: "At the top of the tree",
    /** @param {string} above */
    below: (above) => (above ? `Below: ${above}` : "Below the linked item above it"),
    left: "Left out by you",
    /** @param {string} above */
    above: (above) => `Left out, as it comes below “${above}”, which is not created`,
    /** @param {string} system @param {string} words */
    refused: (system, words) => `${system} would refuse it: ${words}`,
    /** @param {string} system @param {string} fields */
    asked: (system, fields) => `${system} first wants to know: ${fields}`,
    /** @param {string} shown @param {number} count */
    values: (shown, count) => (count === 1 ? "1 value" : `${shown} values`),
    /** @param {string} carried @param {string} lost */
    valuesLess: (carried, lost) => `${carried} values, ${lost} left out`,
    /** @param {string} why */
    notCarried: (why) => `Left out: ${why}`,
    /** @param {string} field @param {string} title */
    carry: (field, title) => `Carry ${field} of ${title}`,
    /** @param {string} system @param {string} count */
    unchecked: (system, count) => `${system} was not asked beforehand about the last ${count}.`,
    /** @param {string} count */
    leftOut: (count) => `Not created (${count})`,
  },

  createItems: {
    /** @param {number} count @param {string} first */
    title: (count, first) => (count === 1 ? `Create “${first}” in Azure DevOps` : `Create ${count} items in Azure DevOps`),
    stepsName: "Steps",
    steps: ["Choose", "Check", "Create"],
    notConnected: "Not connected to Azure DevOps yet",
    notConnectedWords: "Somebody who sets up this project has to connect it under Settings first.",
    project: "Azure DevOps project",
    where: "In the Azure DevOps project",
    type: "Work item type",
    types: "All as",
    /** @param {string} title */
    typeOf: (title) => `Type of ${title}`,
    tasks: "Tasks and their types",
    noTypes: "No work item type to choose from",
    noTypesWords: "Azure DevOps lets nobody create work items in this project.",
    plan: "Continue",
    back: "Back",
    /** @param {string} shown @param {number} count */
    create: (shown, count) => (count === 0 ? "Nothing to create" : count === 1 ? "Create 1 work item" : `Create ${shown} work items`),
    mayNot: "You may look at this. An approver creates it.",
    parent: {
      label: "Parent (optional)",
      placeholder: "Words of the title, or a number",
      hint: "Without one it comes below the work item that the task above it is linked with, else to the top.",
      found: "Work items found",
      looking: "Looking …",
      none: "No work item is called so.",
      remove: "Choose another",
      /** @param {number} shown @param {number} all */
      count: (shown, all) => (shown < all ? `The first ${shown} of ${all}: type more to narrow it down.` : all === 1 ? "1 work item" : `${all} work items`),
    },
    asked: {
      title: "Azure DevOps wants to know more",
      words: "These fields are required there. What you fill in goes to every new item.",
      again: "Check again",
      choose: "Choose …",
      person: "Name or e-mail address",
      /** @param {string} field */
      missing: (field) => `Fill in ${field}.`,
    },
  },

  createPage: {
    title: "Create items in Azure DevOps",
    about: "Each task you choose becomes a work item, and the two stay linked.",
    loading: "Reading the tasks …",
    pick: "Which tasks?",
    search: "Search tasks",
    tasks: "Tasks without a work item",
    none: "Every task has its work item already",
    noneWords: "As soon as there is a task without one, you can create it from here.",
    noTasks: "No tasks yet",
    noTasksWords: "There is nothing in this PPM Express project to create work items from.",
    nothingFound: "No task is called so.",
    toItems: "See all items",
    settings: "Open settings",
    taken: "being created just now",
    untitled: "(no title)",
    /** @param {string} shown */
    narrow: (shown) => `Only the first ${shown} are shown: search to narrow it down.`,
    /** @param {string} shown @param {number} count */
    below: (shown, count) => (count === 1 ? "+ 1 below" : `+ all ${shown} below`),
    /** @param {string} shown @param {number} count */
    chosen: (shown, count) => (count === 0 ? "No task chosen" : count === 1 ? "1 task chosen" : `${shown} tasks chosen`),
    /** @param {string} most */
    tooMany: (most) => `At most ${most} at a time.`,
    go: "Continue",
    clear: "Choose none",
    others: "Choose other tasks",
    again: "Create more items",
    /** @param {number} count */
    unknown: (count) => (count === 1 ? "One of the tasks is not in this project, or you may not see it:" : `${count} of the tasks are not in this project, or you may not see them:`),
    /** @param {number} count */
    linked: (count) => (count === 1 ? "One has its work item already:" : `${count} have their work items already:`),
    busy: "These are being linked or created by somebody just now:",
  },

  health: {
    /** @param {string} when */
    well: (when) => `In step${when && ` ${when}`}`,
    /** @param {string} links */
    wellWords: (links) => `All ${links} linked items say the same in Azure DevOps and in PPM Express.`,
    /** @param {string} differing @param {string} links @param {string} when */
    differ: (differing, links, when) =>
      `${differing} of ${links} ${links === "1" ? "item differs" : "items differ"}${when && `, ${when}`}`,
    differWords: "Look at what differs and decide which side is right.",
    toDoWords: "Something below needs a person first; then decide about what differs.",
    empty: "Nothing is linked yet",
    emptyWords: "Once work items are linked with tasks, this page tells whether the two stay in step.",
    begin: "Choose the first items",
    sinceToday: "since today",
    sinceYesterday: "since yesterday",
    /** @param {string} date */
    since: (date) => `since ${date}`,

    todo: "What to do",
    tones: { good: "Fine", warn: "Soon", bad: "Now", plain: "Fine" },
    unswept: "Nobody has looked at everything for more than a day. An administrator should see whether the app’s timers run.",
    /** @param {number} count @param {string} kinds */
    broken: (count, kinds) =>
      count === 1
        ? `One link is broken: one of its sides is away (${kinds}). Unlink it, or bring the item back.`
        : `${count} links are broken: one of their sides is away (${kinds}). Unlink them, or bring the items back.`,
    /** @param {string} count @param {string} why */
    away: (count, why) => `${count} ${why}`,
    /** @param {string} count */
    decide: (count) => (count === "1" ? "One item differs: decide which side is right." : `${count} items differ: decide which side is right.`),
    ways: {
      tokens: "Renew the token",
      hooks: "See who tells us",
      poison: "Look at them",
      letters: "See why",
      broken: "Show broken links",
      differing: "Show what differs",
      sweep: "",
    },
    admins: "An administrator does this",

    picture: "How many items differed",
    columns: { day: "Day", links: "Linked", differing: "Differing", gone: "Broken" },
    numbers: "The numbers as a table",
    /** @param {string} count @param {string} date */
    onDay: (count, date) => `${count} on ${date}`,
    /** @param {string} from @param {string} to @param {string} most */
    spoken: (from, to, most) => `Items that differed, day by day: from ${from} to ${to}; at most ${most}.`,

    facts: "How we know",
    /** @param {string} side */
    heard: (side) => `${side} last told us of a change`,
    notYet: "not yet",
    swept: "We last looked at everything",
    oldest: "Not looked at for the longest time",
    waiting: "Approved and still to be written",
    noApproval: "nothing",
    /** @param {number} count */
    approvals: (count) => (count === 1 ? "one item" : `${count} items; it goes on by itself`),
    queue: "Changes we have yet to look at",
    noChange: "none",
    /** @param {number} count */
    changes: (count) => (count === 1 ? "one" : `about ${count}`),
    token: "The token for PPM Express",
    tokenUnknown: "does not tell when it ends",
    tokenEnded: "has ended",
    /** @param {string} told @param {number} left */
    tokenDays: (told, left) => (left === 0 ? "ends today" : left === 1 ? "is good for one more day" : `is good for ${told} more days`),

    budget: {
      title: "How often we may ask",
      columns: { account: "Account", used: "Used", left: "Left", whole: "All there again", waits: "Now" },
      /** @type {Record<string, string>} */
      units: { ado: "units", ppm: "calls" },
      /** @param {string} left @param {string} most @param {string} unit @param {number} minutes */
      left: (left, most, unit, minutes) => `${left} of ${most} ${unit} in ${minutes === 1 ? "a minute" : `${minutes} minutes`}`,
      noLimit: "no limit is set",
      now: "now",
      goesOn: "goes on",
      /** @param {string} time */
      until: (time) => `waits until ${time}, as it was asked to`,
      noBackfill: "Nothing that is approved waits to be written.",
      /** @param {string} waiting @param {string} time */
      backfill: (waiting, time) =>
        `${waiting} approved ${waiting === "1" ? "item is" : "items are"} still to be written. At the rate allowed that ends at about ${time}.`,
      note: "Everybody who uses an account shares this. People go first, then changes we are told of; looking at everything comes last. What is approved and worked off by itself has half at most.",
    },

    poison: "Messages that failed",
    poisonWords: "Each says where to look. It failed several times and was put aside; nothing of it is lost. Try it again once the reason is gone.",
    message: "The message",
    replay: "Try again",
    /** @param {string} name */
    replayOf: (name) => `Try again: ${name}`,
    replaying: "It is back in the queue.",
    replayed: "Tried again",
    /** @param {string} side @param {string} key */
    aboutItem: (side, key) => `Item ${key} of ${side}`,
    aboutProject: "A whole project",
    aboutAll: "Every project",
    aboutNothing: "Nobody can read what it is about",
  },

  settings: {
    title: "Settings",
    contents: "Parts of the settings",
    readOnly: "You see how this project is set up. An admin changes it, or its approvers where an admin lets them.",
    keeper: "You may change the connection, hooks, standing choices and filters. The rest is an admin’s.",
    saved: "Saved.",
    sections: {
      connection: { title: "Azure DevOps", words: "The projects whose work items this project is kept in step with." },
      hooks: { title: "Who tells us of changes", words: "Both sides call us when something changes. Without a call, a look at everything finds it some minutes later." },
      tokens: { title: "Tokens", words: "With them Lockstep reads and writes on both sides. They go in here and never come out." },
      terms: { title: "Project", words: "What everybody has agreed on, and who belongs to it." },
      standing: { title: "Standing choices", words: "What is decided once and for all: these fields follow one side by themselves. Where the other side changed too, and for every new parent, people are asked all the same." },
      limits: { title: "Where Lockstep stops", words: "What looks like an accident waits for a person. Everything else goes on meanwhile." },
      filters: { title: "Saved filters", words: "Views of the tree that the project keeps under a name." },
      file: { title: "Export and import", words: "Without tokens: what the project has agreed on and its links as a file to review, or everything of it, with what both sides last agreed on and the history, to keep or to move elsewhere." },
      leaving: { title: "Leaving", words: "Lockstep stops following this project. No item on either side is touched, and it can be taken up again." },
      roles: { title: "Your roles here", words: "What you may do in this project." },
    },

    standing: {
      none: "Nothing follows by itself: people decide on every difference.",
      add: "Add a standing choice",
      addTitle: "New standing choice",
      change: "Change",
      changeTitle: "Change this standing choice",
      /** @param {string} names */
      changeOf: (names) => `Change ${names}`,
      active: "Active",
      /** @param {string} names */
      activeOf: (names) => `Active: ${names}`,
      paused: "paused",
      isPaused: "Paused. What it decided and is not written yet is dropped.",
      goesOn: "It goes on with the next change.",
      remove: "Remove",
      /** @param {string} names */
      removeOf: (names) => `Remove ${names}`,
      removeTitle: "Remove this standing choice?",
      /** @param {string} names */
      removeWords: (names) => `People decide on ${names} again. What it decided and is not written yet is dropped; what is written stays.`,
      removed: "The standing choice is removed.",
      moved: "Somebody changed this choice meanwhile. Look at it as it is now, then decide again.",
      follows: { to_ppm: "PPM Express follows Azure DevOps", to_ado: "Azure DevOps follows PPM Express" },
      /** @param {string} days */
      slips: (days) => (days === "0" ? "a date that slips at all is asked about" : `a date that slips by more than ${days} ${days === "1" ? "day" : "days"} is asked about`),
      /** @param {string} by @param {string} day */
      made: (by, day) => `decided by ${by} on ${day}`,
      fields: "Fields",
      follow: "Which side follows",
      mostDays: "Days that a date may slip",
      mostDaysNote: "If it would slip further, or be taken away, people are asked.",
      time: "When approvals are written",
      applyAt: "Apply what is approved at",
      /** @param {string} zone @param {string} next */
      applyNote: (zone, next) => `By the clock of ${zone}, once a day. Empty means at once. ${next ? `Next time: ${next}.` : "It is empty now."}`,
      /** @param {string} next */
      next: (next) => `next on ${next}`,
      atOnce: "at once",
    },

    leaving: {
      /** @param {string} by @param {string} at */
      leftBy: (by, at) => `${by} has left this project on ${at}.`,
      adminsOnly: "Admins leave a project, and take it up again.",
      leave: "Leave this project",
      leaveTitle: "Leave this project?",
      leaveWords:
        "Nothing of it is read or written any more, and what tells us of its changes is taken away on both sides. Links, approvals and history stay here. An admin can take it up again.",
      left: "This project is left. Nothing tells us of its changes any more.",
      stuck: "This project is left. These subscriptions could not be taken away; they are tried again every hour, or an administrator there removes them:",
      takeUp: "Take it up again",
      takeUpTitle: "Take this project up again?",
      takeUpWords: "Both sides are looked at again, approvals that waited are written, and both sides tell us of changes again.",
      tookUp: "This project is followed again.",
      notSubscribed: "This project is followed again. Not every change is told yet:",
    },

    limits: {
      share: { label: "Most links at once, in per cent", note: "More than this share of all links in one approval, or in one look, has to be confirmed. With 100 nothing is too much." },
      least: { label: "But never fewer links than", note: "Up to this many links nobody is asked, however small the project is." },
      writes: { label: "Most writes of one item in an hour", note: "Then its approvals wait until somebody lets them go on." },
      unverified: { label: "Alarm after, in minutes", note: "When nobody has looked at a link for so long." },
    },
    unconnected: "No Azure DevOps project is connected yet. An admin does that here.",
    newPlace: "New connection",
    address: "Organisation",
    addressNote: "Its address, as in the browser.",
    adoProject: "Project",
    adoProjectNote: "Its name in Azure DevOps.",
    signsIn: "How Lockstep signs in",
    byToken: "With a token",
    byIdentity: "The app signs in as itself",
    ways: { token: "signs in with a token", identity: "the app signs in as itself" },
    token: "Personal access token",
    tokenKept: "One is kept. Leave this empty to keep it.",
    tokenNote: "Leave this empty where one is kept for this organisation already.",
    tokenHelp: "How to get a token",
    tokenSteps: [
      "In Azure DevOps, open User settings, Personal access tokens, New token. Best as an account of its own, so that it is plain who wrote.",
      "Give it the scopes Work Items (Read & write) and Project and Team (Read). Identity (Read) and Graph (Read) help to find people.",
      "Copy it into the field below. Nobody can read it from here again.",
    ],
    addPlace: "Add another project",
    removePlace: "Remove this connection",
    test: "Test connection",
    testing: "Trying it …",
    tested: "Tested. The answer stands at each connection.",
    saveConnection: "Save and subscribe",
    notSaved: "Nothing was saved: see below what is missing here.",
    connected: "Connected. Both sides tell us of changes.",
    connectedPartly: "Connected. Not every change is told yet: see what an administrator has to do.",
    /** @param {string} who */
    usable: (who) => (who ? `It works. Lockstep is known there as ${who}.` : "It works."),
    unusable: "It does not work yet.",
    ok: "Works",
    needed: "Needed",
    optional: "Optional",

    noHooks: "Nobody tells us of changes yet. Once a connection is saved, Lockstep subscribes by itself.",
    wholeTenant: "all projects",
    /** @param {string} id */
    projectOf: (id) => `project ${id}`,
    heard: "last heard",
    neverHeard: "never heard yet",
    toDo: "To do:",
    noEvents: "no subscription",
    notYetSubscribed: "not subscribed yet",
    /** @type {Record<string, string>} */
    events: {
      "workitem.created": "created",
      "workitem.updated": "updated",
      "workitem.deleted": "deleted",
      "workitem.restored": "restored",
      "Task:Created": "created",
      "Task:Updated": "updated",
      "Task:Deleted": "deleted",
    },
    renewHooks: "Subscribe again now",
    renewed: "All subscriptions are in place.",
    renewedPartly: "Some are in place; an administrator has to see to the others.",

    /** @param {string} told @param {number} left */
    daysLeft: (told, left) =>
      left < 0 ? "has ended" : left === 0 ? "ends today" : left === 1 ? "one day left" : `${told} days left`,
    endUnknown: "does not tell when it ends",
    adoEnds: "A personal access token does not tell when it ends. Note the day where you make it; a test shows whether it still works.",
    adminsRenew: "An admin renews it.",
    newToken: "New token for PPM Express",
    newTokenNote: "It is tried first, and kept only if it works. The one before it stays until then.",
    renew: "Try and keep",
    tokenRenewed: "It works and is kept.",
    tenant: "Where new connections start",
    tenantNote: "The Azure DevOps organisation that a new connection begins with, for all projects. Connections with this token move with it.",

    name: "Name",
    /** @param {string} id */
    projectId: (id) => `In PPM Express it has the id ${id}.`,
    zone: "Time zone",
    zoneNote: "In which a moment of Azure DevOps is a day.",
    hours: "Hours per day",
    hoursNote: "For days of work told as hours.",
    richText: "Long texts in PPM Express",
    richTextNote: "How descriptions are written there.",
    /** @type {Record<string, string>} */
    richTexts: { html: "formatted (HTML)", plain: "plain text" },
    members: "Members",
    /** @param {string} id */
    membersNote: (id) =>
      `The object ids of people and groups in Entra, one a line. Roles count only for those who are listed. Yours is ${id}; whoever saves is always a member.`,
    /** @param {string} count @param {boolean} you */
    memberCount: (count, you) => (you ? `${count}, you are one of them` : `${count}; you belong to a group among them`),
    approversKeep: "Approvers keep connection and mapping too",
    approversKeepNote: "Else only admins change them.",

    noFilters: "No filter is saved yet. Save one on the page of items.",
    openFilter: "Show",
    /** @param {string} name */
    openFilterOf: (name) => `Show ${name}`,
    rename: "Rename",
    /** @param {string} name */
    renameOf: (name) => `Rename ${name}`,
    remove: "Delete",
    /** @param {string} name */
    removeOf: (name) => `Delete ${name}`,
    filterName: "New name",
    removeTitle: "Delete this filter?",
    /** @param {string} name */
    removeWords: (name) => `“${name}” goes for everybody in this project. Items stay as they are.`,
    /** @param {string} name */
    removed: (name) => `“${name}” is deleted.`,
    filterParts: {
      /** @param {string} name */
      project: (name) => name,
      /** @param {string} name */
      team: (name) => `team ${name}`,
      /** @param {string} name */
      iteration: (name) => `iteration ${name}`,
      query: () => "a saved query",
      /** @param {string} number */
      item: (number) => `work item ${number} and what is below it`,
      /** @param {string} words */
      text: (words) => `“${words}”`,
    },

    adminsOnly: "Admins export and import.",
    exportFile: "Export to a file",
    exportAll: "Export everything",
    exportTenant: "Export all my projects",
    /** @param {string} lines */
    exporting: (lines) => `Reading: ${lines} lines so far …`,
    exported: "Everything is in the file.",
    /** @param {string} done @param {string} all */
    restoring: (done, all) => `Linking again: ${done} of ${all} …`,
    /** @param {string} history @param {string} letters */
    stays: (history, letters) => `Members, ${history} lines of history and ${letters} of what did not come true stay in the file only.`,
    /** @param {number} count */
    pausedChoices: (count) =>
      count === 1 ? "One standing choice came in paused: switch it on above." : `${count} standing choices came in paused: switch them on above.`,
    importFile: "Import a file …",
    choose: "The file to import",
    noFile: "This is not a file that Lockstep has exported.",
    takeOverTitle: "Import this file?",
    takeOverWords: "Terms, mapping and filters take the place of those there are. Links are added, none is taken away. No value is written on either side.",
    takeOver: "Import",
    goOn: "Go on",
    changes: "Changes",
    same: "the same as now",
    fileParts: { terms: "Project", rules: "Field mapping", filters: "Saved filters", links: "Links" },
    /** @param {string} what @param {string} before @param {string} after */
    becomes: (what, before, after) => `${what}: ${before} → ${after}`,
    /** @param {string} before @param {string} after */
    replacedBy: (before, after) => `${after} in place of ${before}`,
    /** @param {string[]} names */
    withGone: (names) => (names.length ? `. These go: ${names.join(", ")}` : ""),
    /** @param {string} added @param {string} all */
    added: (added, all) => `${added} of ${all} in the file are new`,
    tookOver: "Project, mapping and filters are as in the file.",
    /** @param {number} count */
    adopted: (count) => (count === 1 ? "One link was added." : `${count} links were added.`),
    /** @param {number} count */
    present: (count) => (count === 1 ? "One link was there already." : `${count} links were there already.`),
    /** @param {number} count */
    refusedLinks: (count) => (count === 1 ? "One link was refused:" : `${count} links were refused:`),
    /** @param {string} item @param {string} task */
    refusedLink: (item, task) => `Work item ${item} with task ${task}`,
    /** @param {number} count */
    left: (count) => `There was no time for ${count === 1 ? "one link" : `${count} links`}. Go on to add the rest.`,
    /** @param {string[]} names */
    unconnectedPlaces: (names) => `Not connected yet: ${names.join(", ")}. A file holds no tokens, so connect them above.`,

    roles: {
      viewer: { title: "Viewer", words: "Sees the tree, plans, history and health. Changes nothing." },
      approver: { title: "Approver", words: "Also decides what is written, creates, links and unlinks." },
      admin: { title: "Admin", words: "Also sets things up: connections, mapping, members, files." },
    },
    keepsToo: "Here you keep connection and mapping too.",
    yours: "Yours",
    rolesNote: "Roles are given in Entra. They count in projects that list you, or one of your groups, as a member.",
  },

  firstUse: {
    heads: {
      first: { title: "Welcome. Let us set up a project", words: "Choose a project of PPM Express. After that you connect it with Azure DevOps, and choose the first items." },
      more: { title: "Choose a project", words: "Open one that is set up, or set up another." },
      asked: { title: "This project is not set up yet", words: "Set it up now, or open another one. After that you connect it with Azure DevOps." },
    },
    open: "Open a project",
    setUp: "Set up a project",
    project: "Project in PPM Express",
    projectNote: "Only projects of PPM Express can be kept in step.",
    idNote: "The id that PPM Express gave it. It stands in the address of the project’s page there.",
    /** @param {string} id */
    unknown: (id) => `PPM Express does not tell of a project with the id ${id}. Choose another.`,
    /** @param {string} name */
    notListed: (name) => `${name} is set up already, but does not list you. Ask one of its admins to make you a member.`,
    /** @param {string} name */
    ours: (name) => `${name} (set up already)`,
    choose: "Choose …",
    nameNote: "As it is to be called here.",
    make: "Set it up",

    steps: "What comes next",
    step: ["Connect Azure DevOps", "Choose what to show", "Create or link the first items"],
    done: " (done)",
    connected: "Azure DevOps is connected. Next, see its work items and choose which of them belong into the plan.",
    next: "Choose what to show",
  },
};
