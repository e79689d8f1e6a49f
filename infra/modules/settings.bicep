// Every setting of the app. None of them is a secret: those stand in the vault, under names that the app knows.
param app string
param address string
param identityClient string
param storage string
param insights string
param vaultUrl string
param tenantId string
param clientId string

@description('What differs from one deployment to another, as the README of the project lists it.')
param product object

resource site 'Microsoft.Web/sites@2025-05-01' existing = {
  name: app
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storage
}

resource telemetry 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insights
}

var ours = {
  PUBLIC_URL: address
  TENANT_ID: tenantId
  PAGE_CLIENT_ID: clientId
  VAULT_URL: vaultUrl
  PPM_SECRET: 'ppm-token'
  ADO_PLAIN_HTTP: 'false'
  APPLY_SCHEDULE: '*/30 * * * * *'
  SWEEP_SCHEDULE: '0 */15 * * * *'
  HOOKS_SCHEDULE: '0 7 * * * *'
  ALARMS_SCHEDULE: '0 */5 * * * *'
}

var platform = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClient
  AzureWebJobsStorage__blobServiceUri: account.properties.primaryEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: account.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: account.properties.primaryEndpoints.table
  AzureWebJobsDisableHomepage: 'true'
  APPLICATIONINSIGHTS_CONNECTION_STRING: telemetry.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClient};Authorization=AAD'
  OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClient
  // As many as an instance is given at once: 16 requests, or 24 messages (host.json). Fewer would wait in line.
  PYTHON_THREADPOOL_THREAD_COUNT: '24'
}

resource settings 'Microsoft.Web/sites/config@2025-05-01' = {
  parent: site
  name: 'appsettings'
  properties: union(ours, platform, product)
}
