export { createStandardPublicClientApplication, InteractionRequiredAuthError, BrowserAuthError } from "@azure/msal-browser";
