/** Federated averaging with a pull to the downloaded model. Start and end at {@link org.exeunt.baselines.fedprox.FedProx}. */
package org.exeunt.baselines.fedprox;
