// Who comes in: everything asks for a sign-in of our Entra tenant, but for what is listed here.
param app string
param clientId string
param azureCli string

resource site 'Microsoft.Web/sites@2025-05-01' existing = {
  name: app
}

var issuer = '${environment().authentication.loginEndpoint}${subscription().tenantId}/v2.0'

resource signIn 'Microsoft.Web/sites/config@2025-05-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: {
      enabled: true
      runtimeVersion: '~1'
    }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'Return401'
      // What handlers/page.py tells by anonymous_paths(): hooks know a secret, the page asks people to sign in.
      excludedPaths: [
        '/'
        '/api/hooks/*'
        '/aggregator'
        '/aggregator/*'
        '/create-item'
        '/create-item/*'
        '/signed-in'
        '/relay'
        '/favicon.ico'
        '/web/*'
      ]
    }
    httpSettings: {
      requireHttps: true
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: clientId
          openIdIssuer: issuer
          // No secret: the setting of this name holds the identity that vouches for the Entra app.
          clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
        }
        validation: {
          allowedAudiences: [
            clientId
            'api://${clientId}'
          ]
          defaultAuthorizationPolicy: {
            allowedApplications: [
              clientId
              azureCli
            ]
          }
        }
      }
    }
    login: {
      tokenStore: {
        enabled: false
      }
    }
  }
}

// Whose principals the app believes. The settings take it from here, so that nobody is believed before the platform
// takes forged principals away.
output tenantId string = subscription().tenantId
output clientId string = clientId
output issuer string = issuer
