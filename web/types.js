/** Shapes that several modules share; the server's are those of /api/openapi.json. */

/**
 * @typedef {object} Context what every page is given
 * @property {{id: string, name: string, roles: string[]}} me
 * @property {Project} project
 * @property {boolean} admin
 * @property {boolean} approves may approve plans, link and unlink
 * @property {boolean} keeps may change connection and mapping
 * @property {boolean} framed stands inside another site
 * @property {URLSearchParams} params
 * @property {(params: Record<string, string | null>, how?: {replace?: boolean}) => void} go
 * @property {() => Promise<void>} reload the project is read anew and the page drawn again
 */

/**
 * @typedef {object} Project
 * @property {string} id
 * @property {string} name
 * @property {Place[]} ado
 * @property {Rule[]} rules
 * @property {string} zone
 * @property {number} hours_per_day
 * @property {string} ppm_rich_text
 * @property {string[]} members
 * @property {boolean} approvers_keep
 * @property {string} apply_at the time of the project's day at which approvals are written, HH:MM; empty for at once
 * @property {string} swept_at
 * @property {import("./parts/suspended.js").Suspended} suspended
 */

/** @typedef {{url: string, project: string, collection: string, identity: boolean}} Place */

/**
 * @typedef {object} Rule
 * @property {string} id
 * @property {string[]} ado
 * @property {string[]} ppm
 * @property {string} kind
 * @property {boolean} active
 * @property {[string, string][]} value_map
 * @property {("ado" | "ppm")[]} days
 * @property {boolean} with_computed
 */

/** @typedef {{message: string, field: string}} ErrorBody */

export {};
