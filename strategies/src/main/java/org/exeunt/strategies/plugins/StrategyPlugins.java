package org.exeunt.strategies.plugins;

import java.util.List;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.aggregation.CoordinateMedian;
import org.exeunt.strategies.aggregation.Krum;
import org.exeunt.strategies.aggregation.NormClipping;
import org.exeunt.strategies.aggregation.TrimmedMean;
import org.exeunt.strategies.cafedistill.CafeDistill;
import org.exeunt.strategies.cafedistill.CafeDistillOptions;
import org.exeunt.strategies.coordination.AllExits;
import org.exeunt.strategies.coordination.Budget;
import org.exeunt.strategies.coordination.Capacity;
import org.exeunt.strategies.coordination.ExitsAsClients;
import org.exeunt.strategies.coordination.LeastConflict;
import org.exeunt.strategies.coordination.ProgressiveDepth;
import org.exeunt.strategies.coordination.RandomStudents;
import org.exeunt.strategies.discriminant.ExitDiscriminants;
import org.exeunt.strategies.exit.Budgeted;
import org.exeunt.strategies.exit.Confidence;
import org.exeunt.strategies.exit.Ensemble;
import org.exeunt.strategies.exit.Entropy;
import org.exeunt.strategies.exit.Margin;
import org.exeunt.strategies.exit.Patience;
import org.exeunt.strategies.exit.RiskControlled;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.local.Local;
import org.exeunt.strategies.sampling.RoundRobinSampler;
import org.exeunt.strategies.sampling.SizeWeightedSampler;
import org.exeunt.strategies.sampling.TierSampler;
import org.exeunt.strategies.sampling.UniformSampler;

/**
 * The plugins of this module: methods (FedAvg, CAFEDistill, discriminants at every exit), coordination policies,
 * samplers, aggregators and exit policies.
 */
public final class StrategyPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                Plugin.of(Aggregator.class, "coordinate-median", CoordinateMedian::new)
                        .summary("Takes the median of each value")
                        .cite("Yin et al.: Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates,"
                                + " ICML 2018, arXiv 1803.01498"),
                Plugin.of(
                                Aggregator.class,
                                "krum",
                                Krum.Options.class,
                                (options, context) -> new Krum(options, context.linearAlgebra()))
                        .summary("Takes the uploads closest to their neighbours")
                        .cite("Blanchard et al.: Machine Learning with Adversaries: Byzantine Tolerant Gradient"
                                + " Descent, NeurIPS 2017, arXiv 1703.02757"),
                Plugin.of(Aggregator.class, "norm-clipping", NormClipping.Options.class, NormClipping::new)
                        .summary("Clips the norm of updates, then takes the weighted mean")
                        .cite("Sun et al.: Can You Really Backdoor Federated Learning?, 2019, arXiv 1911.07963"),
                Plugin.of(Aggregator.class, "trimmed-mean", TrimmedMean.Options.class, TrimmedMean::new)
                        .summary("Takes the mean of each value without the smallest and largest values")
                        .cite("Yin et al.: Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates,"
                                + " ICML 2018, arXiv 1803.01498"),
                Plugin.of(Aggregator.class, "weighted-mean", () -> Aggregator.WEIGHTED_MEAN)
                        .summary("Takes the weighted mean of all uploads")
                        .cite("McMahan et al.: Communication-Efficient Learning of Deep Networks from Decentralized"
                                + " Data, AISTATS 2017, arXiv 1602.05629"),
                Plugin.of(ClientSampler.class, "round-robin", RoundRobinSampler::new)
                        .summary("Clients take part in turn"),
                Plugin.of(ClientSampler.class, "size-weighted", SizeWeightedSampler::new)
                        .summary("Clients with more examples take part more often; combine with uniform aggregation"
                                + " weights"),
                Plugin.of(ClientSampler.class, "tiers", TierSampler.Options.class, TierSampler::new)
                        .summary("Only clients with devices of some tiers take part"),
                Plugin.of(ClientSampler.class, "uniform", UniformSampler::new)
                        .summary("Every client takes part with the same probability"),
                Plugin.of(CoordinationPolicy.class, "all-exits", AllExits::new)
                        .summary("Trains every exit of every client in every round"),
                Plugin.of(CoordinationPolicy.class, "budget", Budget.Options.class, Budget::new)
                        .summary("Trains the exits up to the deepest level that the memory and speed of a client's"
                                + " device allow"),
                Plugin.of(CoordinationPolicy.class, "capacity", Capacity.Options.class, Capacity::new)
                        .summary("Trains the exits up to a fixed level of each client, without the deeper stages"),
                Plugin.of(
                                CoordinationPolicy.class,
                                "exits-as-clients",
                                ExitsAsClients.Options.class,
                                ExitsAsClients::new)
                        .summary("Chooses student exits as if each were a separate client (ablation)")
                        .cite("Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015"),
                Plugin.of(CoordinationPolicy.class, "least-conflict", LeastConflict.Options.class, LeastConflict::of)
                        .summary("Activates exits depth by depth, slowed by conflict, on clients with the least"
                                + " conflict first")
                        .cite("Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015, as its reference code runs it"),
                Plugin.of(
                                CoordinationPolicy.class,
                                "progressive-depth",
                                ProgressiveDepth.Options.class,
                                ProgressiveDepth::of)
                        .summary("Activates exits depth by depth, at each depth on the most similar clients first")
                        .cite("Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015"),
                Plugin.of(CoordinationPolicy.class, "random", RandomStudents.Options.class, RandomStudents::new)
                        .summary("Activates random student exits of each client in every round"),
                Plugin.of(ExitPolicy.class, "budgeted", Budgeted.Options.class, Budgeted::of)
                        .summary("Exits at thresholds calibrated so that given fractions of validation examples exit"
                                + " at each exit")
                        .cite("Huang et al.: Multi-Scale Dense Networks, ICLR 2018, arXiv 1703.09844"),
                Plugin.of(ExitPolicy.class, "confidence", Confidence.Options.class, Confidence::of)
                        .summary("Exits if the probability of the most probable class reaches a threshold"),
                Plugin.of(ExitPolicy.class, "ensemble", Ensemble.Options.class, Ensemble::of)
                        .summary("Exits if the mean of the exits reached is confident, and answers with it")
                        .cite("Wolczyk et al.: Zero Time Waste: Recycling Predictions in Early Exit Neural Networks,"
                                + " NeurIPS 2021, arXiv 2106.05409"),
                Plugin.of(ExitPolicy.class, "entropy", Entropy.Options.class, Entropy::of)
                        .summary("Exits if the entropy of the class distribution is below a threshold"),
                Plugin.of(ExitPolicy.class, "margin", Margin.Options.class, Margin::of)
                        .summary("Exits if the difference between the two largest class probabilities reaches a"
                                + " threshold"),
                Plugin.of(ExitPolicy.class, "patience", Patience.Options.class, Patience::of)
                        .summary("Exits if several consecutive exits predict the same class"),
                Plugin.of(ExitPolicy.class, "risk-controlled", RiskControlled.Options.class, RiskControlled::of)
                        .summary("Exits at the lowest confidence for which validation examples show that a client loses"
                                + " little accuracy")
                        .cite("Angelopoulos et al.: Learn then Test, arXiv 2110.01052; Jazbec et al.: Fast yet Safe,"
                                + " NeurIPS 2024, arXiv 2405.20915"),
                Plugin.of(Strategy.class, "cafedistill", CafeDistillOptions.class, CafeDistill::new)
                        .summary("Shares the backbone; shallow exits learn from a personal weighted sum of all"
                                + " clients' final heads")
                        .cite("Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015"),
                Plugin.of(Strategy.class, "exit-discriminants", ExitDiscriminants.Options.class, ExitDiscriminants::new)
                        .summary("FedAvg whose personal exits are linear discriminants of the features of all exits"
                                + " so far")
                        .cite("Exeunt; classifier as in Mclaughlin, Su: Personalized Federated Learning via Feature"
                                + " Distribution Adaptation, NeurIPS 2024, arXiv 2411.00329"),
                Plugin.of(Strategy.class, "fedavg", Sharing.Options.class, FedAvg::new)
                        .summary("Averages backbone and heads of all clients into one model")
                        .cite("McMahan et al.: Communication-Efficient Learning of Deep Networks from Decentralized"
                                + " Data, AISTATS 2017, arXiv 1602.05629"),
                Plugin.of(Strategy.class, "local", Local.Options.class, Local::new)
                        .summary("Trains every client alone, as the control of every comparison"));
    }
}
