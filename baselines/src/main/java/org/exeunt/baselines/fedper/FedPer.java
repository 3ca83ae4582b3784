package org.exeunt.baselines.fedper;

import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.strategies.Sharing;

/**
 * Averages the backbone of all clients; every client trains its own heads.
 *
 * <p>Shared: the backbone.
 *
 * <p>Personal: all heads and running statistics.
 *
 * <p>Sent: the backbone both ways, up to the deepest active exit.
 *
 * <p>Source: Arivazhagan et al., Federated Learning with Personalization Layers, 2019, arXiv 1912.00818.
 * Deviations: the personal layers are the heads of all exits instead of the last layers of a network with one
 * exit; running statistics, which the paper does not mention, stay with the client.
 */
public final class FedPer extends Sharing {

    public FedPer(Options options) {
        super(options);
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.backbone();
    }
}
