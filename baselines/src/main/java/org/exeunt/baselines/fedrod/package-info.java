/** A shared head and a personal one at every exit, whose answers add up. Start and end at {@link org.exeunt.baselines.fedrod.FedRod}. */
package org.exeunt.baselines.fedrod;
