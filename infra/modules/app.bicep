// The app and its Flex Consumption plan. Nothing of it runs until it has its sign-in and its settings.
param name string
param plan string
param location string
param tags object
param identity string
param packages string
param subnet string
param pythonVersion string
param instanceMemory int
param alwaysReady int
param workspace string

resource flex 'Microsoft.Web/serverfarms@2025-05-01' = {
  name: plan
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-05-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity}': {}
    }
  }
  properties: {
    serverFarmId: flex.id
    httpsOnly: true
    clientAffinityEnabled: false
    virtualNetworkSubnetId: empty(subnet) ? null : subnet
    siteConfig: {
      minTlsVersion: '1.2'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity
          }
        }
      }
      runtime: {
        name: 'python'
        version: pythonVersion
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        // The fewest that the plan takes: both vendors bound what the app does, not its instances.
        maximumInstanceCount: 40
        alwaysReady: alwaysReady == 0 ? [] : [
          {
            name: 'http'
            instanceCount: alwaysReady
          }
        ]
        triggers: {
          http: {
            // For Python it would be one at a time, and each request at once would start an instance.
            perInstanceConcurrency: 16
          }
        }
      }
    }
  }
}

// A package is published by people and pipelines that Entra knows, never by a user name and a password.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-05-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource transfer 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-05-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource told 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'what-the-host-says'
  properties: {
    workspaceId: workspace
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
  }
}

output name string = app.name
