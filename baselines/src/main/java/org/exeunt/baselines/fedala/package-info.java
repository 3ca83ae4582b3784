/** FedALA: local aggregation with learned weights. Start at {@link org.exeunt.baselines.fedala.FedAla}. */
package org.exeunt.baselines.fedala;
