package org.example.methods;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;

/** LG-FedAvg (Liang et al., arXiv 2001.01523): stage 1 stays on the client; deeper stages and heads are averaged. */
public final class LgFedAvg extends Plugin<Strategy<?>, Sharing.Options> {
    public LgFedAvg() {
        super(
                "lg-fedavg",
                "Averages all but the first stage (LG-FedAvg)",
                Sharing.of(layout -> layout.trainable().minus(layout.stages(1))));
    }
}
