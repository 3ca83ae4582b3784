/** Personal models mixed by an inferred graph of collaborators. Start and end at {@link org.exeunt.baselines.pfedgraph.PFedGraph}. */
package org.exeunt.baselines.pfedgraph;
