package org.exeunt.baselines;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.apfl.Apfl;
import org.exeunt.baselines.depthfl.DepthFlOptions;
import org.exeunt.baselines.ditto.Ditto;
import org.exeunt.baselines.fedala.FedAla;
import org.exeunt.baselines.fedamp.FedAmp;
import org.exeunt.baselines.fedbabu.FedBabu;
import org.exeunt.baselines.feddbe.FedDbe;
import org.exeunt.baselines.fedpac.FedPac;
import org.exeunt.baselines.fedprox.FedProx;
import org.exeunt.baselines.fedrep.FedRep;
import org.exeunt.baselines.fedrod.FedRod;
import org.exeunt.baselines.fedrod.FedRod.Evaluate;
import org.exeunt.baselines.pfedfda.PFedFda;
import org.exeunt.baselines.pfedgraph.PFedGraph;
import org.exeunt.baselines.reefl.ReeFlOptions;
import org.exeunt.baselines.scaffold.Scaffold;
import org.exeunt.baselines.scalefl.ScaleFlOptions;
import org.exeunt.baselines.scalefl.ScaleFlOptions.WeightRule;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.width.WidthOptions;
import org.exeunt.testkit.contract.StrategyContract;
import org.junit.jupiter.api.Nested;

/** The contract of every method of this module. */
class MethodContractsTest {
    private static final EarlyExitLoss MEAN = Given.LOSS;
    private static final EarlyExitLoss LINEAR = new EarlyExitLoss(ExitWeights.LINEAR);
    private static final EarlyExitLoss SUM = new EarlyExitLoss(ExitWeights.SUM);
    private static final FedAvg.Options BY_SIZE = Given.AVERAGING;
    private static final FedAvg.Options UNIFORM = new FedAvg.Options(LINEAR, AggregationWeights.UNIFORM);

    private static List<PluginChoice<Strategy<?>>> of(String method, Record... options) {
        return Stream.of(options).map(each -> Methods.choose(method, each)).toList();
    }

    /** The contract of methods whose clients send the backbone and the heads of their active exits. */
    abstract static class SharedModel extends StrategyContract {
        private final List<PluginChoice<Strategy<?>>> variants;

        @SafeVarargs
        @SuppressWarnings("varargs") // methods are only read
        SharedModel(List<PluginChoice<Strategy<?>>>... methods) {
            variants = Stream.of(methods).flatMap(List::stream).toList();
        }

        @Override
        protected final List<PluginChoice<Strategy<?>>> variants() {
            return variants;
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.trainable();
        }
    }

    /** The contract of a method whose clients send the backbone alone. */
    abstract static class PersonalHeads extends SharedModel {
        @SafeVarargs
        @SuppressWarnings("varargs") // methods are only read
        PersonalHeads(List<PluginChoice<Strategy<?>>>... methods) {
            super(methods);
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.backbone();
        }
    }

    /** The contract of a method whose clients receive and send some of the channels. */
    abstract static class NarrowModel extends SharedModel {
        @SafeVarargs
        @SuppressWarnings("varargs") // methods are only read
        NarrowModel(List<PluginChoice<Strategy<?>>>... methods) {
            super(methods);
        }

        /** The level depends on devices. */
        @Override
        protected Set<String> optionsWithoutEffect() {
            return Set.of("level");
        }

        /** Returns the fraction of the channels that clients without a device hold. */
        static double width(Record options) {
            return Collections.max(((WidthOptions) options).widths());
        }

        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return new SubNetwork(exits, width(options))
                    .slice(federation.network())
                    .size();
        }

        @Override
        protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return uplinkScalars(options, federation, round, ExitSet.upTo(exits.deepest()));
        }
    }

    @Nested
    class OfApfl extends SharedModel {
        OfApfl() {
            super(of(
                    "apfl",
                    new Apfl.Options(BY_SIZE, 0.5, true, Optional.of(2)),
                    new Apfl.Options(UNIFORM, 1, false, Optional.empty()),
                    new Apfl.Options(BY_SIZE, 0, false, Optional.of(1))));
        }

        /** The personal branch trains the mixture at {@code eta alpha_i^2}. */
        @Override
        protected boolean hasOwnLearningRate(Record options) {
            double alpha = ((Apfl.Options) options).alpha();
            return alpha > 0 && alpha < 1;
        }
    }

    /** Methods that send nothing else. Heads have different shapes; {@code ReeFlTest} covers shared heads. */
    @Nested
    class OfPlainMethods extends SharedModel {
        OfPlainMethods() {
            super(
                    of(
                            "depthfl",
                            new DepthFlOptions(Preset.PAPER, SUM, AggregationWeights.UNIFORM, 0.1, true, true, true, 2),
                            new DepthFlOptions(
                                    Preset.PAPER, MEAN, AggregationWeights.DATA_SIZE, 0.1, true, true, true, 0),
                            new DepthFlOptions(
                                    Preset.PAPER, SUM, AggregationWeights.UNIFORM, 0.1, true, true, false, 300),
                            new DepthFlOptions(
                                    Preset.PAPER, SUM, AggregationWeights.UNIFORM, 0.1, true, false, true, 300),
                            new DepthFlOptions(
                                    Preset.REFERENCE, LINEAR, AggregationWeights.DATA_SIZE, 0.1, false, true, true, 0)),
                    of(
                            "ditto",
                            new Ditto.Options(Preset.PAPER, BY_SIZE, 0.1, true, 2),
                            new Ditto.Options(Preset.REFERENCE, UNIFORM, 0.1, false, 1)),
                    of(
                            "fedala",
                            new FedAla.Options(BY_SIZE, 0, 1, 0.8, 3, 1),
                            new FedAla.Options(UNIFORM, 2, 0.5, 1, 0, 2)),
                    of(
                            "fedamp",
                            new FedAmp.Options(Preset.PAPER, MEAN, 10, 0.5, 1, true),
                            new FedAmp.Options(Preset.PAPER, SUM, 0, 0.2, 0, true),
                            new FedAmp.Options(Preset.REFERENCE, MEAN, 10, 0.5, 1, false)),
                    of("fedbn", BY_SIZE, UNIFORM),
                    of(
                            "fedprox",
                            new FedProx.Options(Preset.PAPER, BY_SIZE, 0.05, true),
                            new FedProx.Options(Preset.REFERENCE, BY_SIZE, 0.05, false),
                            new FedProx.Options(Preset.PAPER, UNIFORM, 0.05, true),
                            new FedProx.Options(Preset.PAPER, BY_SIZE, 0, true)),
                    of(
                            "reefl",
                            new ReeFlOptions(SUM, AggregationWeights.DATA_SIZE, 1, 2, 300, 0.8),
                            new ReeFlOptions(MEAN, AggregationWeights.UNIFORM, 0.5, 2, 0, 0.8),
                            new ReeFlOptions(LINEAR, AggregationWeights.DATA_SIZE, 0, 2, 300, 0.8)));
        }
    }

    /** Methods whose heads stay with the clients. */
    @Nested
    class OfPersonalHeads extends PersonalHeads {
        OfPersonalHeads() {
            super(
                    of(
                            "fedbabu",
                            new FedBabu.Options(Preset.PAPER, BY_SIZE, 2, true, true),
                            new FedBabu.Options(Preset.REFERENCE, BY_SIZE, 2, false, false),
                            new FedBabu.Options(Preset.PAPER, UNIFORM, 1, true, true),
                            new FedBabu.Options(Preset.PAPER, BY_SIZE, 0, true, true)),
                    of("fedper", BY_SIZE),
                    of(
                            "fedrep",
                            new FedRep.Options(BY_SIZE, 2, 2),
                            new FedRep.Options(UNIFORM, 0, 1),
                            new FedRep.Options(BY_SIZE, 1, 0)));
        }

        /** Heads start equal here, and the result is that of the last round; ReferencePresetsTest shows both effects. */
        @Override
        protected Set<String> optionsWithoutEffect() {
            return Set.of("common-heads", "fine-tune-always");
        }
    }

    @Nested
    class OfFedDbe extends SharedModel {
        OfFedDbe() {
            super(of(
                    "feddbe",
                    new FedDbe.Options(BY_SIZE, 50, 1),
                    new FedDbe.Options(UNIFORM, 1, 0.5),
                    new FedDbe.Options(BY_SIZE, 0, 1)));
        }

        private static long features(FederationSpec federation, ExitSet exits) {
            return exits.asList().stream()
                    .mapToLong(exit -> federation.network().featureSizes().get(exit.index()))
                    .sum();
        }

        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return super.uplinkScalars(options, federation, round, exits)
                    + (round.number() == 1 ? features(federation, exits) : 0);
        }

        @Override
        protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return super.downlinkScalars(options, federation, round, exits)
                    + features(federation, federation.network().allExits());
        }
    }

    @Nested
    class OfPFedFda extends StrategyContract {
        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return of(
                    "pfedfda",
                    new PFedFda.Options(Preset.PAPER, BY_SIZE, false, 1e-4),
                    new PFedFda.Options(Preset.PAPER, UNIFORM, true, 1));
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.backbone();
        }

        private static long gaussians(FederationSpec federation, ExitSet exits) {
            return exits.asList().stream()
                    .mapToLong(exit -> federation.network().featureSizes().get(exit.index()))
                    .map(d -> federation.network().classes() * d + d * d)
                    .sum();
        }

        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return super.uplinkScalars(options, federation, round, exits) + gaussians(federation, exits);
        }

        @Override
        protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return super.downlinkScalars(options, federation, round, exits)
                    + gaussians(federation, federation.network().allExits());
        }
    }

    @Nested
    class OfFedPac extends SharedModel {
        OfFedPac() {
            super(of(
                    "fedpac",
                    new FedPac.Options(Preset.PAPER, MEAN, AggregationWeights.DATA_SIZE, 1, 1),
                    new FedPac.Options(Preset.PAPER, LINEAR, AggregationWeights.UNIFORM, 0, 2)));
        }

        /** Returns the number of values in a mean of each class; features are the input of the final head. */
        private static long perClass(FederationSpec federation) {
            Exit last = federation.network().finalExit();
            return federation.layout().head(last).size() - federation.network().classes();
        }

        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            boolean aligned = ((FedPac.Options) options).lambda() > 0;
            return super.uplinkScalars(options, federation, round, exits)
                    + perClass(federation)
                    + 1
                    + (aligned ? perClass(federation) + federation.network().classes() : 0);
        }

        @Override
        protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            boolean aligned = ((FedPac.Options) options).lambda() > 0 && round.number() > 1;
            return federation.layout().trainable().size() + (aligned ? perClass(federation) : 0);
        }
    }

    @Nested
    class OfFedRod extends SharedModel {
        OfFedRod() {
            super(of(
                    "fedrod",
                    new FedRod.Options(Preset.PAPER, BY_SIZE, 1, 0, false, 0, 0, Evaluate.PERSONAL),
                    new FedRod.Options(Preset.REFERENCE, BY_SIZE, 1, 0, false, 2, 0.1, Evaluate.CORRECTION),
                    new FedRod.Options(
                            Preset.PAPER,
                            new FedAvg.Options(SUM, AggregationWeights.UNIFORM),
                            2,
                            0.5,
                            true,
                            0,
                            0,
                            Evaluate.PERSONAL),
                    new FedRod.Options(
                            Preset.PAPER,
                            new FedAvg.Options(new EarlyExitLoss(ExitWeights.LAST_ONLY), AggregationWeights.DATA_SIZE),
                            1,
                            0,
                            false,
                            0,
                            0,
                            Evaluate.GENERIC)));
        }

        @Override
        protected boolean hasOwnLearningRate(Record options) {
            return ((FedRod.Options) options).personalLearningRate() > 0;
        }

        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            boolean lastOnly = ((FedRod.Options) options).averaging().loss().exitWeights() == ExitWeights.LAST_ONLY;
            ExitSet learning = lastOnly ? ExitSet.of(federation.network().exits()) : exits;
            return super.uplinkScalars(options, federation, round, learning);
        }
    }

    @Nested
    class OfFedRolex extends NarrowModel {
        OfFedRolex() {
            super(of("fedrolex", GivenDevices.widths(1.0), GivenDevices.widths(0.5)));
        }

        @Override
        protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            long offset = width(options) < 1 ? 1 : 0;
            return super.downlinkScalars(options, federation, round, exits) + offset;
        }
    }

    /** Methods whose clients hold the leading channels. */
    @Nested
    class OfWidths extends NarrowModel {
        OfWidths() {
            super(
                    of("fjord", GivenDevices.widths(1.0, 0.6, 0.3), GivenDevices.widths(0.6, 0.3)),
                    of(
                            "heterofl",
                            GivenDevices.widths(1.0),
                            new WidthOptions(List.of(1.0), WidthOptions.Level.COMMON, MEAN, AggregationWeights.UNIFORM),
                            GivenDevices.widths(0.5)));
        }
    }

    @Nested
    class OfPFedGraph extends SharedModel {
        OfPFedGraph() {
            super(of(
                    "pfedgraph",
                    new PFedGraph.Options(Preset.PAPER, MEAN, .8, .01, AggregationWeights.DATA_SIZE),
                    new PFedGraph.Options(Preset.PAPER, MEAN, .8, 0, AggregationWeights.UNIFORM),
                    new PFedGraph.Options(Preset.REFERENCE, MEAN, .8, .01, AggregationWeights.DATA_SIZE)));
        }

        /** The reference gives every model unit norm before it combines them. */
        @Override
        protected boolean trainsByItself(Record options) {
            return ((PFedGraph.Options) options).preset() == Preset.REFERENCE;
        }

        @Override
        protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            boolean directed = round.number() > 1
                    && ((PFedGraph.Options) options).preset() == Preset.PAPER
                    && ((PFedGraph.Options) options).lambda() > 0;
            return (directed ? 2L : 1L) * federation.layout().trainable().size();
        }
    }

    @Nested
    class OfScaffold extends SharedModel {
        OfScaffold() {
            super(of("scaffold", new Scaffold.Options(MEAN), new Scaffold.Options(LINEAR)));
        }

        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return 2 * super.uplinkScalars(options, federation, round, exits);
        }

        @Override
        protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return 2L * federation.layout().trainable().size();
        }
    }

    @Nested
    class OfScaleFl extends SharedModel {
        OfScaleFl() {
            super(of(
                    "scalefl",
                    new ScaleFlOptions(Preset.PAPER, List.of(), WeightRule.LINEAR, 0.5, 3, AggregationWeights.UNIFORM),
                    new ScaleFlOptions(
                            Preset.PAPER,
                            List.of(),
                            WeightRule.REFERENCE_FROM_ZERO,
                            0.5,
                            3,
                            AggregationWeights.DATA_SIZE),
                    new ScaleFlOptions(
                            Preset.PAPER, List.of(), WeightRule.LINEAR, 0, 3, AggregationWeights.DATA_SIZE)));
        }

        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            boolean withoutFirst = ((ScaleFlOptions) options).weightRule() == WeightRule.REFERENCE_FROM_ZERO;
            ExitSet learning = withoutFirst ? exits.minus(new Exit(1)) : exits;
            return super.uplinkScalars(options, federation, round, learning);
        }
    }

    /** Runs with widths, which require networks with three exits. */
    @Nested
    class OfNarrowScaleFl extends SharedModel {
        OfNarrowScaleFl() {
            super(of(
                    "scalefl",
                    new ScaleFlOptions(
                            Preset.PAPER,
                            List.of(0.4, 0.7, 1.0),
                            WeightRule.LINEAR,
                            0.5,
                            1,
                            AggregationWeights.UNIFORM)));
        }
    }
}
