/** Shared backbone, personal heads, trained in turns. Start and end at {@link org.exeunt.baselines.fedrep.FedRep}. */
package org.exeunt.baselines.fedrep;
