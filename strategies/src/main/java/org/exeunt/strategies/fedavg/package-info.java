/** Federated averaging: one model for all clients. Start at {@link org.exeunt.strategies.fedavg.FedAvg}. */
package org.exeunt.strategies.fedavg;
