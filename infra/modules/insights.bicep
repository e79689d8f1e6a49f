// Application Insights: what the app tells, and which way it goes to the log.
param name string
param location string
param tags object
param workspace string
param principal string

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    IngestionMode: 'LogAnalytics'
    WorkspaceResourceId: workspace
  }
}

var publisher = '3913510d-42f4-4e42-8a64-420c390055eb'

// Monitoring Metrics Publisher: the app adds lines and figures, and reads, changes and deletes none.
resource mayPublish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, principal, publisher)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', publisher)
    principalId: principal
    principalType: 'ServicePrincipal'
  }
}

output id string = insights.id
output name string = insights.name
