package org.exeunt.strategies.fedavg;

import org.exeunt.strategies.Sharing;

/**
 * Averages backbone and heads of all clients into one model.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: running statistics.
 *
 * <p>Sent: backbone and heads down; backbone and the heads that were trained up. A client without an active final exit
 * receives and sends nothing past its deepest active exit.
 *
 * <p>Method: {@code w = sum_i p_i w_i}: {@link Sharing} of all blocks. A block that only some clients trained is averaged
 * over these clients; a block that no client trained keeps its value.
 *
 * <p>Source: McMahan et al., Communication-Efficient Learning of Deep Networks from Decentralized Data, AISTATS 2017,
 * arXiv 1602.05629, the algorithm FederatedAveraging. Deviations: clients minimise the early-exit loss instead of the
 * loss of a network with one exit; running statistics are not averaged.
 */
public final class FedAvg extends Sharing {

    /** Creates the strategy. */
    public FedAvg(Options options) {
        super(options);
    }
}
