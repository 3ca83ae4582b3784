/** pFedFDA: discriminants of mixed Gaussians at every exit. Start at {@link org.exeunt.baselines.pfedfda.PFedFda}. */
package org.exeunt.baselines.pfedfda;
