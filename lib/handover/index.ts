/**
 * Markup on its way from the server components to the document of the same request, so that it does not travel a second time as the data
 * from which the browser takes the document over (docs/decisions/0028). Pure, but for what its caller keeps for one request.
 */
export { type Handovers, handedOver, handOver, withHandover } from './handover';
