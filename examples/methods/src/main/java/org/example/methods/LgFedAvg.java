package org.example.methods;

import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;

/** LG-FedAvg (Liang et al., arXiv 2001.01523): stage 1 stays on the client, all deeper stages and heads are averaged. */
public final class LgFedAvg extends Sharing {
    public static final class Provider extends Plugin<Strategy<?>, Sharing.Options> {
        public Provider() {
            super("lg-fedavg", "Averages all but the first stage (LG-FedAvg)", (options, context) -> new LgFedAvg(options));
        }
    }

    LgFedAvg(Options options) {
        super(options);
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.trainable().minus(layout.stages(1));
    }
}
