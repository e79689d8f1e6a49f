// What the log says when something is wrong, and who is told. docs/alarms.md says of each alarm what to do.
param location string
param tags object
param tenant string
param workspace string
param people string
param principal string

var alarm = '| parse Message with "alarm kind=" Kind " project=" Project " about=" About " " Words'
var rules = [
  {
    name: 'grave-alarm'
    says: 'Something keeps people from going on: see the health page.'
    severity: 1
    query: 'AppTraces | where SeverityLevel >= 3 and Message startswith "alarm kind=" ${alarm}'
    told: [ 'Kind', 'Project', 'About' ]
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'alarm'
    says: 'Something wants to be looked at: see the health page.'
    severity: 3
    query: 'AppTraces | where SeverityLevel == 2 and Message startswith "alarm kind=" ${alarm}'
    told: [ 'Kind', 'Project', 'About' ]
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'poison'
    says: 'A message could not be worked off: look at it on the health page, and replay it.'
    severity: 1
    query: 'AppTraces | where Message startswith "poison message="'
    told: []
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'no-heartbeat'
    says: 'Nobody has looked for alarms for half an hour: the app does not run, or cannot reach its storage.'
    severity: 0
    query: 'AppTraces | where Message startswith "alarms on="'
    told: []
    window: 'PT30M'
    operator: 'LessThan'
    threshold: 1
  }
  {
    name: 'failures'
    says: 'Calls of the app fail again and again: see Failures in Application Insights.'
    severity: 2
    query: 'AppRequests | where Success == false'
    told: []
    window: 'PT30M'
    operator: 'GreaterThan'
    threshold: 10
  }
  {
    name: 'secret-opened'
    says: 'Somebody other than the app has read, set or deleted a secret, or tried to.'
    severity: 2
    query: 'AZKVAuditLogs | where OperationName startswith "Secret" and tostring(Identity) !has "${principal}"'
    told: [ 'OperationName', 'CallerIpAddress' ]
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'memory-deleted'
    says: 'Somebody other than the app has deleted rows or tables, or tried to.'
    severity: 1
    query: 'StorageTableLogs | where Category == "StorageDelete" and RequesterObjectId != "${principal}"'
    told: [ 'OperationName', 'CallerIpAddress' ]
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'alert-lockstep-${tenant}-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Lockstep (${tenant}): ${rule.name}'
    description: rule.says
    severity: rule.severity
    enabled: true
    // The tables come into being with their first line; until then Azure knows none of these columns.
    skipQueryValidation: true
    scopes: [
      workspace
    ]
    evaluationFrequency: 'PT5M'
    windowSize: rule.window
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: rule.operator
          threshold: rule.threshold
          dimensions: map(rule.told, column => { name: column, operator: 'Include', values: [ '*' ] })
        }
      ]
    }
    actions: {
      actionGroups: [
        people
      ]
    }
  }
}]
