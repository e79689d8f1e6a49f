// What one deployment of Lockstep owns, as a list: one module for each thing. It serves one tenant of
// PPM Express from a resource group of its own. Names and tags are made here and nowhere else.
targetScope = 'subscription'

@description('What this deployment is called: lower-case letters, digits and dashes. Every name is made of it.')
@minLength(2)
@maxLength(20)
param tenant string

@description('Where all of it stands.')
param location string = deployment().location

@description('Further tags, such as those that your costs are told apart by.')
param tags object = {}

@description('The API address of the tenant of PPM Express, such as https://api-us.ppm.express/@contoso/v1.0.')
param ppmUrl string

@description('How tasks tell their parent.')
@allowed([
  'auto'
  'reference'
  'outline'
  'store'
])
param ppmHierarchy string = 'auto'

@description('How a date is written in PPM Express.')
param ppmDateFormat string = 'YYYY-MM-DDT00:00:00Z'

@description('A link to a task for people, with {project} and {task}; empty for no link.')
param ppmTaskUrl string = ''

@description('The Hyperlink or text field of tasks that leads back to Lockstep; empty for none.')
param ppmLinkField string = ''

@description('How often PPM Express is asked at most in a minute; 0 for as often as there is something to ask.')
@minValue(0)
param ppmCallsPerMinute int = 100

@description('More hosts that tokens for Azure DevOps may go to, separated by commas.')
param adoHosts string = ''

@description('Origins besides https://app.ppm.express that may frame the page, separated by spaces.')
param frameAncestors string = ''

@description('By which names PPM Express tells a landing page its project, tasks and tenant.')
param frameParameters string = 'project=projectId,projectUid,entityId;tasks=taskIds,ids,selectedIds,taskId;tenant=tenant'

@description('The name of the secret in the vault with the address of a Teams workflow; empty for none.')
param alarmWebhook string = ''

@description('Where people and vendors find the app, if that is a domain of your own.')
param publicUrl string = ''

@description('The client id of an Entra app that you bring; empty: one is made.')
param clientId string = ''

@description('Who hears of alarms and of the budget.')
@minLength(1)
param alertEmails array

@description('What a month may cost before somebody hears of it, in the currency of the bill.')
@minValue(1)
param monthlyBudget int = 50

@description('The first day of the month of the first deployment, such as 2026-12-01. It cannot be changed later.')
@minLength(10)
@maxLength(10)
param budgetStart string

@description('The Python that runs the app.')
@allowed([
  '3.11'
  '3.12'
  '3.13'
])
param pythonVersion string = '3.13'

@description('The memory of an instance in MB; more costs more and holds larger projects.')
@allowed([
  2048
  4096
])
param instanceMemory int = 2048

@description('How many instances always wait for people; 0 costs nothing, 1 spares the first one a cold start.')
@minValue(0)
param alwaysReady int = 0

@description('How often storage keeps what it holds. Where there are no zones: Standard_LRS.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
  'Standard_GZRS'
])
param storageRedundancy string = 'Standard_ZRS'

@description('For how many days the log keeps the history of what was written.')
@allowed([
  365
  730
  1095
  1826
  2556
])
param historyDays int = 730

@description('Whether storage and vault are reached through a network of their own only.')
param privateNetwork bool = false

@description('The addresses of that network: at least a /25.')
param addressSpace string = '10.117.0.0/24'

// What `az` is to Entra, everywhere: who has a role may also ask the app with a token that `az` got for them.
var azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'

var token = uniqueString(subscription().subscriptionId, tenant)
var short = take(replace(tenant, '-', ''), 7)
var names = {
  group: 'rg-lockstep-${tenant}'
  identity: 'id-lockstep-${tenant}'
  log: 'log-lockstep-${tenant}'
  insights: 'appi-lockstep-${tenant}'
  network: 'vnet-lockstep-${tenant}'
  storage: 'st${short}${token}'
  vault: 'kv-${short}-${token}'
  entra: 'lockstep-${tenant}-${token}'
  plan: 'plan-lockstep-${tenant}'
  app: 'lockstep-${tenant}-${token}'
  people: 'ag-lockstep-${tenant}'
  budget: 'budget-lockstep-${tenant}'
  secretsRole: 'Lockstep secrets (${tenant} ${token})'
}
var marks = union(tags, { app: 'lockstep', tenant: tenant, 'azd-env-name': tenant })
var address = empty(publicUrl) ? 'https://${names.app}.azurewebsites.net' : publicUrl

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: names.group
  location: location
  tags: marks
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: names.identity
    location: location
    tags: marks
  }
}

module log 'modules/log.bicep' = {
  name: 'log'
  scope: group
  params: {
    name: names.log
    location: location
    tags: marks
    historyDays: historyDays
  }
}

module insights 'modules/insights.bicep' = {
  name: 'insights'
  scope: group
  params: {
    name: names.insights
    location: location
    tags: marks
    workspace: log.outputs.id
    principal: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: {
    name: names.network
    location: location
    tags: marks
    addressSpace: addressSpace
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: names.storage
    location: location
    tags: marks
    redundancy: storageRedundancy
    isPrivate: privateNetwork
    workspace: log.outputs.id
    principal: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: names.vault
    roleName: names.secretsRole
    location: location
    tags: marks
    isPrivate: privateNetwork
    workspace: log.outputs.id
    principal: identity.outputs.principalId
  }
}

module endpoints 'modules/endpoints.bicep' = if (privateNetwork) {
  name: 'endpoints'
  scope: group
  params: {
    location: location
    tags: marks
    network: privateNetwork ? network!.outputs.id : ''
    subnet: privateNetwork ? network!.outputs.endpoints : ''
    storage: storage.outputs.id
    vault: vault.outputs.id
  }
}

module entra 'modules/entra.bicep' = if (empty(clientId)) {
  name: 'entra'
  scope: group
  params: {
    name: names.entra
    displayName: 'Lockstep (${tenant})'
    address: address
    principal: identity.outputs.principalId
    azureCli: azureCli
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    name: names.app
    plan: names.plan
    location: location
    tags: marks
    identity: identity.outputs.id
    packages: storage.outputs.packages
    subnet: privateNetwork ? network!.outputs.app : ''
    pythonVersion: pythonVersion
    instanceMemory: instanceMemory
    alwaysReady: alwaysReady
    workspace: log.outputs.id
  }
}

module signIn 'modules/sign-in.bicep' = {
  name: 'sign-in'
  scope: group
  params: {
    app: app.outputs.name
    clientId: empty(clientId) ? entra!.outputs.clientId : clientId
    azureCli: azureCli
  }
}

module settings 'modules/settings.bicep' = {
  name: 'settings'
  scope: group
  dependsOn: [
    endpoints
  ]
  params: {
    app: app.outputs.name
    address: address
    identityClient: identity.outputs.clientId
    storage: storage.outputs.name
    insights: insights.outputs.name
    vaultUrl: vault.outputs.url
    tenantId: signIn.outputs.tenantId
    clientId: signIn.outputs.clientId
    product: {
      PPM_URL: ppmUrl
      PPM_HIERARCHY: ppmHierarchy
      PPM_DATE_FORMAT: ppmDateFormat
      PPM_TASK_URL: ppmTaskUrl
      PPM_LINK_FIELD: ppmLinkField
      PPM_CALLS_PER_MINUTE: string(ppmCallsPerMinute)
      ADO_HOSTS: adoHosts
      FRAME_ANCESTORS: frameAncestors
      FRAME_PARAMETERS: frameParameters
      ALARM_WEBHOOK: alarmWebhook
    }
  }
}

module people 'modules/people.bicep' = {
  name: 'people'
  scope: group
  params: {
    name: names.people
    tags: marks
    emails: alertEmails
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: marks
    tenant: tenant
    workspace: log.outputs.id
    people: people.outputs.id
    principal: identity.outputs.principalId
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  scope: group
  params: {
    name: names.budget
    amount: monthlyBudget
    start: budgetStart
    emails: alertEmails
    people: people.outputs.id
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    displayName: 'Lockstep (${tenant})'
    location: location
    tags: marks
    insights: insights.outputs.id
  }
}

@description('The page, and what the addresses inside PPM Express begin with.')
output address string = address

@description('What the addresses of Azure DevOps service hooks begin with; the app adds a name to each.')
output adoHooks string = '${address}/api/hooks/ado/'

@description('What the addresses of PPM Express webhooks begin with; the app adds a name to each.')
output ppmHooks string = '${address}/api/hooks/ppm/'

output group string = names.group
output app string = app.outputs.name
output vault string = vault.outputs.name
output storage string = storage.outputs.name
output log string = log.outputs.name
output insights string = insights.outputs.name

@description('The Entra app that signs people in.')
output clientId string = signIn.outputs.clientId

@description('The identity of the app: the user to add to an organisation of Azure DevOps.')
output identity string = identity.outputs.name
output identityClientId string = identity.outputs.clientId

@description('An Entra app that you bring needs a federated credential of this subject and this issuer.')
output identityPrincipalId string = identity.outputs.principalId
output credentialIssuer string = signIn.outputs.issuer
