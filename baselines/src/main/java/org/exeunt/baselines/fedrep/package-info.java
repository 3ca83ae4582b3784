/**
 * FedRep: shared backbone, personal heads, trained in alternation. Start at {@link org.exeunt.baselines.fedrep.FedRep}.
 */
package org.exeunt.baselines.fedrep;
