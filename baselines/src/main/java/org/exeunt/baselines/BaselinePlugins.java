package org.exeunt.baselines;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.apfl.Apfl;
import org.exeunt.baselines.depthfl.DepthFl;
import org.exeunt.baselines.depthfl.DepthFlOptions;
import org.exeunt.baselines.ditto.Ditto;
import org.exeunt.baselines.fedala.FedAla;
import org.exeunt.baselines.fedamp.FedAmp;
import org.exeunt.baselines.fedbabu.FedBabu;
import org.exeunt.baselines.fedbn.FedBn;
import org.exeunt.baselines.feddbe.FedDbe;
import org.exeunt.baselines.fedpac.FedPac;
import org.exeunt.baselines.fedper.FedPer;
import org.exeunt.baselines.fedprox.FedProx;
import org.exeunt.baselines.fedrep.FedRep;
import org.exeunt.baselines.fedrod.FedRod;
import org.exeunt.baselines.fedrolex.FedRolex;
import org.exeunt.baselines.fjord.Fjord;
import org.exeunt.baselines.heterofl.HeteroFl;
import org.exeunt.baselines.pfedfda.PFedFda;
import org.exeunt.baselines.pfedgraph.PFedGraph;
import org.exeunt.baselines.reefl.ReeFl;
import org.exeunt.baselines.reefl.ReeFlOptions;
import org.exeunt.baselines.scaffold.Scaffold;
import org.exeunt.baselines.scalefl.ScaleFl;
import org.exeunt.baselines.scalefl.ScaleFlOptions;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.width.WidthOptions;

/** The plugins of this module: the methods that others published. */
public final class BaselinePlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                Plugin.of(Strategy.class, "apfl", Apfl.Options.class, Apfl::new)
                        .summary("Mixes the shared model with a personal one, in proportions that each client learns")
                        .cite("Deng, Kamani, Mahdavi: Adaptive Personalized Federated Learning, 2020, arXiv"
                                + " 2003.13461"),
                Plugin.of(Strategy.class, "depthfl", DepthFlOptions.class, DepthFl::new)
                        .summary("Averages one model with mutual distillation between exits, for clients of different"
                                + " depth")
                        .cite("Kim, Yu, Kim, Moon: DepthFL: Depthwise Federated Learning for Heterogeneous Clients,"
                                + " ICLR 2023"),
                Plugin.of(Strategy.class, "ditto", Ditto.Options.class, Ditto::new)
                        .summary("FedAvg with an additional personal model per client that is kept near the shared one")
                        .cite("Li, Hu, Beirami, Smith: Ditto, ICML 2021, arXiv 2012.04221"),
                Plugin.of(Strategy.class, "fedala", FedAla.Options.class, FedAla::new)
                        .summary("FedAvg whose clients start from a learned mixture of their own and the shared heads")
                        .cite("Zhang et al.: FedALA: Adaptive Local Aggregation for Personalized Federated Learning,"
                                + " AAAI 2023, arXiv 2212.01197"),
                Plugin.of(Strategy.class, "fedamp", FedAmp.Options.class, FedAmp::new)
                        .summary("Regularises every client towards a weighted sum of similar clients' models")
                        .cite("Huang et al.: Personalized Cross-Silo Federated Learning on Non-IID Data, AAAI 2021,"
                                + " arXiv 2007.03797"),
                Plugin.of(Strategy.class, "fedbabu", FedBabu.Options.class, FedBabu::new)
                        .summary("Averages a backbone trained with fixed heads; fine-tunes a copy for each evaluation")
                        .cite("Oh, Kim, Yun: FedBABU, ICLR 2022, arXiv 2106.06042"),
                Plugin.of(Strategy.class, "fedbn", Sharing.Options.class, FedBn::new)
                        .summary("Averages everything except batch norm, which stays personal")
                        .cite("Li et al.: FedBN: Federated Learning on Non-IID Features via Local Batch"
                                + " Normalization, ICLR 2021, arXiv 2102.07623"),
                Plugin.of(Strategy.class, "feddbe", FedDbe.Options.class, FedDbe::new)
                        .summary("FedAvg with features pulled to a common mean, and a personal vector that is added"
                                + " to them")
                        .cite("Zhang et al.: Eliminating Domain Bias for Federated Learning in Representation Space,"
                                + " NeurIPS 2023, arXiv 2311.14975"),
                Plugin.of(Strategy.class, "fedpac", FedPac.Options.class, FedPac::new)
                        .summary("Aligns features by class prototypes and combines similar clients' heads into"
                                + " personal heads")
                        .cite("Xu, Tong, Huang: Personalized Federated Learning with Feature Alignment and Classifier"
                                + " Collaboration, ICLR 2023, arXiv 2306.11867"),
                Plugin.of(Strategy.class, "fedper", Sharing.Options.class, FedPer::new)
                        .summary("Averages the backbone; every client keeps its own heads")
                        .cite("Arivazhagan et al.: Federated Learning with Personalization Layers, arXiv 1912.00818"),
                Plugin.of(Strategy.class, "fedprox", FedProx.Options.class, FedProx::new)
                        .summary("FedAvg with a proximal term towards the received model")
                        .cite("Li et al.: Federated Optimization in Heterogeneous Networks, MLSys 2020, arXiv"
                                + " 1812.06127"),
                Plugin.of(Strategy.class, "fedrep", FedRep.Options.class, FedRep::new)
                        .summary("Averages the backbone; clients train their own heads first, then the backbone")
                        .cite("Collins et al.: Exploiting Shared Representations for Personalized Federated Learning,"
                                + " ICML 2021, arXiv 2102.07078"),
                Plugin.of(Strategy.class, "fedrod", FedRod.Options.class, FedRod::new)
                        .summary("FedAvg with balanced softmax, and a personal head per client that is added to the"
                                + " shared one")
                        .cite("Chen, Chao: On Bridging Generic and Personalized Federated Learning for Image"
                                + " Classification, ICLR 2022, arXiv 2107.00778"),
                Plugin.of(Strategy.class, "fedrolex", WidthOptions.class, FedRolex::new)
                        .summary("Averages one model of which clients train a window of channels that moves each round")
                        .cite("Alam, Liu, Yan, Zhang: FedRolex: Model-Heterogeneous Federated Learning with Rolling"
                                + " Sub-Model Extraction, NeurIPS 2022, arXiv 2212.01548"),
                Plugin.of(Strategy.class, "fjord", WidthOptions.class, Fjord::new)
                        .summary("Averages one model of which clients train a random number of leading channels in"
                                + " each step")
                        .cite("Horvath et al.: FjORD: Fair and Accurate Federated Learning under heterogeneous"
                                + " targets with Ordered Dropout, NeurIPS 2021, arXiv 2102.13451"),
                Plugin.of(Strategy.class, "heterofl", WidthOptions.class, HeteroFl::new)
                        .summary("Averages one model of which clients train as many leading channels as fit their"
                                + " devices")
                        .cite("Diao, Ding, Tarokh: HeteroFL: Computation and Communication Efficient Federated"
                                + " Learning for Heterogeneous Clients, ICLR 2021, arXiv 2010.01264"),
                Plugin.of(Strategy.class, "pfedfda", PFedFda.Options.class, PFedFda::new)
                        .summary("A shared backbone with discriminants of Gaussians, which each client adapts"
                                + " (pFedFDA)")
                        .cite("Mclaughlin, Su: Personalized Federated Learning via Feature Distribution Adaptation,"
                                + " NeurIPS 2024, arXiv 2411.00329"),
                Plugin.of(Strategy.class, "pfedgraph", PFedGraph.Options.class, PFedGraph::new)
                        .summary("Computes a personal model per client by a graph of similar clients")
                        .cite("Ye et al.: Personalized Federated Learning with Inferred Collaboration Graphs, ICML"
                                + " 2023, PMLR 202"),
                Plugin.of(Strategy.class, "reefl", ReeFlOptions.class, ReeFl::new)
                        .summary("Averages one model with one head for all exits, which learn from the best exit")
                        .cite("Lee et al.: Recurrent Early Exits for Federated Learning with Heterogeneous Clients,"
                                + " ICML 2024, arXiv 2405.14791"),
                Plugin.of(Strategy.class, "scaffold", Scaffold.Options.class, Scaffold::new)
                        .summary("FedAvg with control variates that correct the drift of clients")
                        .cite("Karimireddy et al.: SCAFFOLD: Stochastic Controlled Averaging for Federated Learning,"
                                + " ICML 2020, arXiv 1910.06378"),
                Plugin.of(Strategy.class, "scalefl", ScaleFlOptions.class, ScaleFl::new)
                        .summary("Averages one model of which clients train the first stages and the leading channels")
                        .cite("Ilhan, Su, Liu: ScaleFL: Resource-Adaptive Federated Learning with Heterogeneous"
                                + " Clients, CVPR 2023"));
    }
}
