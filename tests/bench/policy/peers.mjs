// iam-simulate and Cedar on the cases of cases.jsonl: one line for each, PEER CASE NANOSECONDS DECISION.
// usage: node peers.mjs cases.jsonl   (NODE_PATH is not looked at by modules: run it beside node_modules)
import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'
import * as cedar from '@cedar-policy/cedar-wasm/nodejs'

const cases = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line))

async function measure(peer, name, run, show) {
  const decision = show(await run())
  for (let i = 0; i < 50; i++) await run()
  let count = 0
  const begin = process.hrtime.bigint()
  while (process.hrtime.bigint() - begin < 700_000_000n) for (let i = 0; i < 10; i++, count++) await run()
  console.log(peer, name, Number(process.hrtime.bigint() - begin) / count, decision)
}

for (const { id, request, policies } of cases) {
  const simulation = {
    request: {
      principal: request.principal,
      action: request.action,
      resource: { resource: request.resource, accountId: request.resourceAccount },
      contextVariables: request.context
    },
    identityPolicies: (policies.identity ?? []).map((policy, i) => ({ name: `p${i}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: policies.resource
  }
  try {
    await measure('iam-simulate', id, () => runSimulation(simulation, {}), (r) => r.overallResult ?? r.analysis?.result ?? r.resultType)
  } catch (error) {
    console.error('iam-simulate', id, error.message)
  }
}

// Cedar has a language of its own: the same grants, written in it, with preparsed policies.
const cedarCases = {
  one: 'permit(principal, action == Action::"s3:GetObject", resource) when { context.arn like "arn:aws:s3:::bucket/*" };',
  twenty: Array.from({ length: 19 }, (_, i) =>
    `permit(principal, action == Action::"other${i}", resource) when { context.arn like "arn:aws:s3:::bucket-${i}/*/home/*" && context.team like "a*" };`
  ).join('\n') + '\npermit(principal, action == Action::"s3:GetObject", resource) when { context.arn like "arn:aws:s3:::bucket/*" && (context.team == "blue" || context.team == "green") && context.ip.isInRange(ip("10.0.0.0/8")) };'
}
for (const [name, text] of Object.entries(cedarCases)) {
  const request = cases.find((c) => c.id === name).request
  try {
    cedar.preparsePolicySet(name, { staticPolicies: text })
    const call = {
      principal: { type: 'User', id: 'app' },
      action: { type: 'Action', id: 's3:GetObject' },
      resource: { type: 'Object', id: 'k' },
      context: { arn: request.resource, team: 'green', ip: { __extn: { fn: 'ip', arg: '10.1.2.3' } } },
      preparsedPolicySetId: name,
      entities: []
    }
    await measure('cedar-wasm', name, () => cedar.statefulIsAuthorized(call), (r) => r.response?.decision ?? JSON.stringify(r))
  } catch (error) {
    console.error('cedar-wasm', name, error.message)
  }
}
