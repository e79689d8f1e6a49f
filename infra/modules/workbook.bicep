// How it goes, drawn: infra/workbook.json in the portal.
param displayName string
param location string
param tags object
param insights string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: insights
    serializedData: loadTextContent('../workbook.json')
  }
}
