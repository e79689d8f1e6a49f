// The log. The history of what was written stands in it, out of reach of the app, which may only add lines.
param name string
param location string
param tags object
param historyDays int

// No daily cap: whoever could fill the log up to it could keep the history out of it.
resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 90
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource traces 'Microsoft.OperationalInsights/workspaces/tables@2025-07-01' = {
  parent: workspace
  name: 'AppTraces'
  properties: {
    plan: 'Analytics'
    retentionInDays: 90
    totalRetentionInDays: historyDays
  }
}

resource readers 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: workspace
  name: 'who-asked'
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        category: 'Audit'
        enabled: true
      }
    ]
  }
}

output id string = workspace.id
output name string = workspace.name
