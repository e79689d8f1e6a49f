// The Entra app that signs people in, for whoever brings none. It has no secret: the app's identity vouches for it.
extension microsoftGraphV1

param name string
param displayName string
param address string
param principal string
param azureCli string

var asOneself = guid(name, 'user_impersonation')

resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: name
  displayName: displayName
  signInAudience: 'AzureADMyOrg'
  appRoles: loadJsonContent('../app-roles.json')
  // Groups that were given a role stand in the token: a project may list them as members.
  groupMembershipClaims: 'ApplicationGroup'
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: asOneself
        value: 'user_impersonation'
        // Nobody else's app comes by it unless an administrator says so.
        type: 'Admin'
        isEnabled: true
        adminConsentDisplayName: 'Use Lockstep as oneself'
        adminConsentDescription: 'Asks Lockstep in the name of whoever is signed in, with the role that they have.'
      }
    ]
    // Nobody can be asked for consent at a command line.
    preAuthorizedApplications: [
      {
        appId: azureCli
        delegatedPermissionIds: [
          asOneself
        ]
      }
    ]
  }
  web: {
    redirectUris: [
      '${address}/.auth/login/aad/callback'
    ]
    implicitGrantSettings: {
      enableIdTokenIssuance: true
    }
  }
  spa: {
    redirectUris: [
      '${address}/signed-in'
    ]
  }
}

resource credential 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0' = {
  name: '${app.uniqueName}/the-app-itself'
  description: 'Instead of a client secret'
  audiences: [
    'api://AzureADTokenExchange'
  ]
  issuer: '${environment().authentication.loginEndpoint}${subscription().tenantId}/v2.0'
  subject: principal
}

resource enterprise 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: app.appId
  // Nobody signs in who was given no role.
  appRoleAssignmentRequired: true
}

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

// Where roles have to be given, people cannot consent for themselves: this says for all that the app may know who they are.
resource consent 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: enterprise.id
  resourceId: graph.id
  consentType: 'AllPrincipals'
  scope: 'openid profile email offline_access'
}

output clientId string = app.appId
