package org.example.methods;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;

/** The methods of this project. */
public final class MethodPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                Plugin.of(ClientSampler.class, "oort", Oort.Options.class, Oort::new)
                        .summary("Prefers fast clients with large losses"),
                Plugin.of(CoordinationPolicy.class, "exit-bandit", ExitBandit.Options.class, ExitBandit::new)
                        .summary("Drops the exit with the least gain"),
                Plugin.of(Strategy.class, "boostnet", BoostNet.Options.class, BoostNet::new)
                        .summary("FedAvg of exits that boost each other"),
                Plugin.of(Strategy.class, "feature-adaptation", Sharing.Options.class, FeatureAdaptation::new)
                        .summary("Adapted discriminants"),
                Plugin.of(Strategy.class, "fedas", FedAs.Options.class, FedAs::new)
                        .summary("Aligns the shared backbone (FedAS)"),
                Plugin.of(Strategy.class, "fedcp", Sharing.Options.class, FedCp::new)
                        .summary("Splits features by a shared policy (FedCP)"),
                Plugin.of(Strategy.class, "feddf", FedDf.Options.class, FedDf::new)
                        .summary("Distils models into their average"),
                Plugin.of(Strategy.class, "fedfomo", FedFomo.Options.class, FedFomo::new)
                        .summary("Moves to better models of others (FedFomo)"),
                Plugin.of(Strategy.class, "fedphp", FedPhp.Options.class, FedPhp::new)
                        .summary("FedAvg with inherited private models (FedPHP)"),
                Plugin.of(Strategy.class, "fedproto", FedProto.Options.class, FedProto::new)
                        .summary("Shares mean features of classes alone"),
                Plugin.of(Strategy.class, "fltrust", Sharing.Options.class, FlTrust::new)
                        .summary("Trusts changes like the server's (FLTrust)"),
                Plugin.of(Strategy.class, "fml", Fml.Options.class, Fml::new)
                        .summary("FedAvg in mutual learning with private models (FML)"),
                Plugin.of(
                        Strategy.class,
                        "ifca",
                        Ifca.Options.class,
                        options -> new Ifca(options, new Sharing(options.average()) {}))
                        .summary("A model per cluster (IFCA)"),
                Plugin.of(Strategy.class, "knn-per", KnnPer.Options.class, KnnPer::new)
                        .summary("FedAvg and nearest neighbours (kNN-Per)"),
                // Liang et al., arXiv 2001.01523: stage 1 stays on the client; deeper stages and heads are averaged
                Plugin.of(
                        Strategy.class,
                        "lg-fedavg",
                        Sharing.Options.class,
                        Sharing.of(layout -> layout.trainable().minus(layout.stages(1))))
                        .summary("Averages all but the first stage (LG-FedAvg)"),
                Plugin.of(Strategy.class, "pfedme", PFedMe.Options.class, PFedMe::new)
                        .summary("Personal models by Moreau envelopes"));
    }
}
