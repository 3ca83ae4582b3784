package org.exeunt.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.apfl.Apfl;
import org.exeunt.baselines.depthfl.DepthFlOptions;
import org.exeunt.baselines.ditto.Ditto;
import org.exeunt.baselines.fedala.FedAla;
import org.exeunt.baselines.fedbabu.FedBabu;
import org.exeunt.baselines.fedpac.FedPac;
import org.exeunt.baselines.fedprox.FedProx;
import org.exeunt.baselines.fedrep.FedRep;
import org.exeunt.baselines.reefl.ReeFlOptions;
import org.exeunt.baselines.scaffold.Scaffold;
import org.exeunt.baselines.scalefl.ScaleFl;
import org.exeunt.baselines.scalefl.ScaleFlOptions;
import org.exeunt.baselines.scalefl.ScaleFlOptions.WeightRule;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.local.Local;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Methods that are equal for some options, bit for bit: the payloads of every round and the final personal models. The
 * table also lists the tests of the other rules that apply to all methods.
 *
 * <table>
 *   <caption>Rules and the tests that check them</caption>
 *   <tr><td>G1</td><td>methods without their terms are FedAvg: FedProx, DepthFL, ReeFL, ScaleFL, FedBN without batch norm, FedALA
 *     with fixed weights, HeteroFL and FedRolex with all channels</td><td>here</td></tr>
 *   <tr><td>G2</td><td>Ditto's shared branch is FedAvg; its personal branch with lambda 0 is Local</td>
 *     <td>here</td></tr>
 *   <tr><td>G3</td><td>FedRep without head epochs, and FedPer with frozen heads, are FedBABU</td><td>here</td></tr>
 *   <tr><td>G4</td><td>pFedGraph is FedAvg or Local at the limits of alpha</td><td>{@code PFedGraphTest}</td></tr>
 *   <tr><td>G5</td><td>FedAMP is FedAvg or Local at the limits of sigma and the own weight</td>
 *     <td>{@code FedAmpTest}</td></tr>
 *   <tr><td>G6</td><td>FedPAC of lone clients without alignment is FedRep</td><td>here</td></tr>
 *   <tr><td>G7</td><td>CAFEDistill without distillation is FedPer</td><td>here</td></tr>
 *   <tr><td>G8</td><td>FedRoD's generic branch is FedAvg if all classes are equally frequent</td>
 *     <td>{@code FedRodTest}</td></tr>
 *   <tr><td>G9</td><td>with one exit a method is the algorithm of its paper</td><td>{@link SingleExitTest}</td></tr>
 *   <tr><td>G10</td><td>payload sizes match the wire table</td>
 *     <td>{@code WireTableTest}, and S9 of every contract test</td></tr>
 *   <tr><td>G11</td><td>results do not depend on the number of threads</td>
 *     <td>{@code SameBitsTest}, and S6 of every contract test</td></tr>
 *   <tr><td>G12</td><td>weights between clients are on the simplex</td><td>{@code WireTableTest}</td></tr>
 *   <tr><td>G13</td><td>gradients match the values of terms</td>
 *     <td>{@code LossTermTest} and {@code ParameterTermTest} of {@code api}</td></tr>
 *   <tr><td>G14</td><td>personal parameters are never sent</td><td>S9 of every contract test</td></tr>
 *   <tr><td>G15</td><td>the shared branch of APFL, and the first round of SCAFFOLD, are FedAvg</td><td>here</td></tr>
 *   <tr><td>G16</td><td>APFL with a share of 1 is Local</td><td>here</td></tr>
 * </table>
 */
class IdentitiesTest {
    private static final EarlyExitLoss LOSS = Given.LOSS;
    private static final AggregationWeights WEIGHTS = AggregationWeights.DATA_SIZE;
    private static final FedAvg.Options AVERAGING = Given.AVERAGING;

    private static Strategy<?> create(String id, Record options) {
        return Methods.choose(id, options).create(new RecordingContext());
    }

    private static Strategy<?> fedAvg() {
        return create("fedavg", AVERAGING);
    }

    private static Strategy<?> fedBabu() {
        return create("fedbabu", new FedBabu.Options(Preset.PAPER, AVERAGING, 0, true, true));
    }

    private static Strategy<?> fedPer() {
        return create("fedper", AVERAGING);
    }

    private static Strategy<?> ditto(double lambda) {
        return create("ditto", new Ditto.Options(Preset.PAPER, AVERAGING, lambda, true, Arrangement.EPOCHS));
    }

    private static void assertSameTraffic(SimulationResult<?> actual, SimulationResult<?> expected) {
        assertThat(actual.rounds()).hasSameSizeAs(expected.rounds());
        for (int i = 0; i < expected.rounds().size(); i++) {
            SimulatedRound round = expected.rounds().get(i);
            assertThat(actual.rounds().get(i).downloads())
                    .as("downloads of round %d", i + 1)
                    .isEqualTo(round.downloads());
            assertThat(actual.rounds().get(i).uploads())
                    .as("uploads of round %d", i + 1)
                    .isEqualTo(round.uploads());
        }
    }

    /** Checks that training changed the model; otherwise all methods would be equal. */
    private static void assertLearned(Simulation<?> simulation, SimulationResult<?> result) {
        assertThat(result.personalModel(0)).isNotEqualTo(simulation.spec().initial(new ClientId(0)));
    }

    private static void assertSame(Simulation<?> one, Simulation<?> other) {
        SimulationResult<?> actual = one.play();
        SimulationResult<?> expected = other.play();
        assertLearned(other, expected);
        assertSameTraffic(actual, expected);
        assertThat(actual.personalModels()).isEqualTo(expected.personalModels());
    }

    /**
     * Methods that are FedAvg, and the same with other options. ScaleFL weights exits by the stages of the client, so
     * that clients must have all.
     */
    static Stream<Arguments> g1_methodsWithoutTheirTermsAreFedAvg() {
        EarlyExitLoss sum = new EarlyExitLoss(ExitWeights.SUM);
        FedAvg.Options uniform = new FedAvg.Options(LOSS, AggregationWeights.UNIFORM);
        FedAvg.Options linear = new FedAvg.Options(new EarlyExitLoss(ExitWeights.LINEAR), AggregationWeights.UNIFORM);
        return Stream.of(
                        arguments(AVERAGING, fedProx(0), fedProx(0.1)),
                        arguments(AVERAGING, depthFl(AVERAGING, false), depthFl(AVERAGING, true)),
                        arguments(uniform, depthFl(uniform, false), depthFl(uniform, true)),
                        arguments(new FedAvg.Options(sum, WEIGHTS), reeFl(sum, 0), reeFl(sum, 1)),
                        arguments(linear, scaleFl(0), scaleFl(0.5)),
                        arguments(AVERAGING, create("fedbn", AVERAGING), null),
                        arguments(AVERAGING, fedAla(0), fedAla(1)),
                        arguments(
                                uniform,
                                create("heterofl", GivenDevices.widths(1.0, 0.5)),
                                create("heterofl", GivenDevices.widths(0.5))),
                        arguments(
                                uniform,
                                create("fedrolex", GivenDevices.widths(1.0, 0.5)),
                                create("fedrolex", GivenDevices.widths(0.5))))
                .flatMap(method -> Stream.of(Arrangement.values())
                        .filter(arrangement ->
                                arrangement != Arrangement.SOME_STAGES || !(method.get()[1] instanceof ScaleFl))
                        .map(arrangement -> arguments(
                                arrangement, method.get()[0], method.get()[1], Optional.ofNullable(method.get()[2]))));
    }

    @ParameterizedTest
    @MethodSource
    void g1_methodsWithoutTheirTermsAreFedAvg(
            Arrangement arrangement, FedAvg.Options averaging, Strategy<?> method, Optional<Strategy<?>> withTerms) {
        Simulation<?> fedAvg = arrangement.simulate(create("fedavg", averaging));
        assertSame(arrangement.simulate(method), fedAvg);
        withTerms.ifPresent(
                other -> assertThat(arrangement.simulate(other).play().personalModels())
                        .as("with its terms")
                        .isNotEqualTo(fedAvg.play().personalModels()));
    }

    private static Strategy<?> fedProx(double mu) {
        return create("fedprox", new FedProx.Options(Preset.PAPER, AVERAGING, mu, true));
    }

    private static Strategy<?> depthFl(FedAvg.Options averaging, boolean withTerms) {
        return create(
                "depthfl",
                new DepthFlOptions(
                        Preset.PAPER,
                        averaging.loss(),
                        averaging.aggregationWeights(),
                        0.1,
                        true,
                        withTerms,
                        false,
                        300));
    }

    private static Strategy<?> reeFl(EarlyExitLoss loss, double distillationWeight) {
        return create("reefl", new ReeFlOptions(loss, WEIGHTS, distillationWeight, 1, 0, 0.8));
    }

    private static Strategy<?> scaleFl(double distillationWeight) {
        return create(
                "scalefl",
                new ScaleFlOptions(
                        Preset.PAPER, List.of(), WeightRule.LINEAR, distillationWeight, 1, AggregationWeights.UNIFORM));
    }

    private static Strategy<?> fedAla(int passes) {
        return create("fedala", new FedAla.Options(AVERAGING, 1, 1, 1, passes, passes));
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g2_personalBranchOfDittoIsLocal(Arrangement arrangement) {
        Simulation<?> local = arrangement.simulate(create("local", new Local.Options(LOSS)));
        SimulationResult<?> expected = local.withOwnInitialHeads().play();
        assertLearned(local, expected);
        assertThat(arrangement.simulate(ditto(0)).withOwnInitialHeads().play().personalModels())
                .isEqualTo(expected.personalModels());
        assertThat(arrangement.simulate(ditto(0.1)).withOwnInitialHeads().play().personalModels())
                .as("with lambda above 0")
                .isNotEqualTo(expected.personalModels());
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g3_fedRepWithoutHeadEpochsIsFedBabu(Arrangement arrangement) {
        Strategy<?> fedRep = create("fedrep", new FedRep.Options(AVERAGING, 0, Arrangement.EPOCHS));
        assertSame(arrangement.simulate(fedRep), arrangement.simulate(fedBabu()));
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g3_fedPerWithFrozenHeadsIsFedBabu(Arrangement arrangement) {
        Simulation<?> frozen = arrangement.simulate(fedPer());
        assertSame(frozen.withDesign(new HeadsFrozen(frozen.design())), arrangement.simulate(fedBabu()));
        BlockSet heads = frozen.spec().layout().heads();
        assertThat(frozen.play().personalModel(0).select(heads))
                .as("heads without freezing")
                .isNotEqualTo(frozen.spec().initial().select(heads));
    }

    /**
     * A single client has no collaborators: the quadratic program of its heads has one weight. The payloads differ,
     * because FedRep does not send heads.
     */
    @ParameterizedTest
    @EnumSource(names = {"ALL_CLIENTS", "SOME_EXITS"})
    void g6_fedPacOfLoneClientsIsFedRep(Arrangement arrangement) {
        Strategy<?> fedRep = create("fedrep", new FedRep.Options(AVERAGING, 3, Arrangement.EPOCHS));
        Simulation<?> simulation = arrangement.simulate(fedRep).withCohortSize(1);
        SimulationResult<?> expected = simulation.play();
        assertLearned(simulation, expected);
        assertThat(arrangement.simulate(fedPac(0)).withCohortSize(1).play().personalModels())
                .isEqualTo(expected.personalModels());
        assertThat(arrangement.simulate(fedPac(0.5)).withCohortSize(1).play().personalModels())
                .as("with alignment")
                .isNotEqualTo(expected.personalModels());
        assertThat(arrangement.simulate(fedPac(0)).play().personalModels())
                .as("with collaboration")
                .isNotEqualTo(arrangement.simulate(fedRep).play().personalModels());
    }

    private static Strategy<?> fedPac(double lambda) {
        return create("fedpac", new FedPac.Options(Preset.PAPER, LOSS, WEIGHTS, lambda, 3));
    }

    @ParameterizedTest
    @EnumSource(TeacherMode.class)
    void g7_cafeDistillWithZeroLambdaIsFedPer(TeacherMode mode) {
        for (Arrangement arrangement : new Arrangement[] {Arrangement.ALL_CLIENTS, Arrangement.SOME_CLIENTS}) {
            SimulationResult<?> expected =
                    arrangement.simulate(fedPer()).withOwnInitialHeads().play();
            Strategy<?> without = create("cafedistill", CafeDistillSetting.of(0, 1e-9, mode));
            assertThat(arrangement
                            .simulate(without)
                            .withOwnInitialHeads()
                            .play()
                            .personalModels())
                    .as("%s", arrangement)
                    .isEqualTo(expected.personalModels());
        }
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g2_g15_sharedBranchesAreFedAvg(Arrangement arrangement) {
        SimulationResult<?> expected = arrangement.simulate(fedAvg()).play();
        for (Strategy<?> method :
                List.of(ditto(0), ditto(0.1), ditto(5), apfl(0, true), apfl(0.3, true), apfl(1, true))) {
            SimulationResult<?> actual = arrangement.simulate(method).play();
            assertSameTraffic(actual, expected);
            assertThat(actual.states()).as("%s", method).isEqualTo(expected.states());
        }
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g15_firstRoundOfScaffoldIsFedAvg(Arrangement arrangement) {
        Strategy<?> scaffold = create("scaffold", new Scaffold.Options(LOSS));
        Strategy<?> fedAvg = create("fedavg", new FedAvg.Options(LOSS, AggregationWeights.UNIFORM));
        assertThat(arrangement.simulate(scaffold).withRounds(1).play().personalModels())
                .isEqualTo(arrangement.simulate(fedAvg).withRounds(1).play().personalModels());
        assertThat(arrangement.simulate(scaffold).play().personalModels())
                .as("later rounds")
                .isNotEqualTo(arrangement.simulate(fedAvg).play().personalModels());
    }

    /** Of blocks that a client never trained, APFL uses the shared values and Local the initial ones. */
    @ParameterizedTest
    @EnumSource(names = {"ALL_CLIENTS", "SOME_EXITS", "SOME_STAGES"})
    void g16_apflWithAShareOfOneIsLocal(Arrangement arrangement) {
        Simulation<?> local = arrangement.simulate(create("local", new Local.Options(LOSS)));
        SimulationResult<?> expected = local.play();
        assertLearned(local, expected);
        SimulationResult<?> actual = arrangement.simulate(apfl(1, false)).play();
        ParameterSet initial = local.spec().initial();
        expected.personalModels().forEach((client, model) -> {
            BlockSet trained = model.layout().select(block -> {
                BlockSet one = model.layout().select(block::equals);
                return !model.select(one).equals(initial.select(one));
            });
            assertThat(actual.personalModels().get(client).select(trained)).isEqualTo(model.select(trained));
        });
    }

    private static Strategy<?> apfl(double alpha, boolean adaptive) {
        return create("apfl", new Apfl.Options(AVERAGING, alpha, adaptive, Optional.of(Arrangement.EPOCHS)));
    }
}
