/** FedProx: federated averaging with a proximal term. Start at {@link org.exeunt.baselines.fedprox.FedProx}. */
package org.exeunt.baselines.fedprox;
