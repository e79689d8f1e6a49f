// The private ways to storage and vault: an endpoint for each, and the name by which it is found.
param location string
param tags object
param network string
param subnet string
param storage string
param vault string

var ways = [
  {
    part: 'blob'
    leadsTo: storage
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    part: 'queue'
    leadsTo: storage
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    part: 'table'
    leadsTo: storage
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    part: 'vault'
    leadsTo: vault
    zone: replace(environment().suffixes.keyvaultDns, '.vault.', 'privatelink.vaultcore.')
  }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for way in ways: {
  name: way.zone
  location: 'global'
  tags: tags
}]

resource known 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (way, index) in ways: {
  parent: zones[index]
  name: way.part
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network
    }
  }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [for way in ways: {
  name: 'pep-${way.part}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnet
    }
    privateLinkServiceConnections: [
      {
        name: way.part
        properties: {
          privateLinkServiceId: way.leadsTo
          groupIds: [
            way.part
          ]
        }
      }
    ]
  }
}]

resource found 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [for (way, index) in ways: {
  parent: endpoints[index]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: way.part
        properties: {
          privateDnsZoneId: zones[index].id
        }
      }
    ]
  }
}]
