/** Federated averaging: one model for all. Start and end at {@link org.exeunt.strategies.fedavg.FedAvg}. */
package org.exeunt.strategies.fedavg;
