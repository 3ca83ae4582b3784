/**
 * pFedGraph: personal models aggregated with the weights of an inferred collaboration graph. Start at
 * {@link org.exeunt.baselines.pfedgraph.PFedGraph}.
 */
package org.exeunt.baselines.pfedgraph;
