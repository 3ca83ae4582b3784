package org.exeunt.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.depthfl.DepthFl;
import org.exeunt.baselines.depthfl.DepthFlOptions;
import org.exeunt.baselines.ditto.Ditto;
import org.exeunt.baselines.fedbabu.FedBabu;
import org.exeunt.baselines.fedpac.FedPac;
import org.exeunt.baselines.fedpac.FedPacOptions;
import org.exeunt.baselines.fedper.FedPer;
import org.exeunt.baselines.fedprox.FedProx;
import org.exeunt.baselines.fedrep.FedRep;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.cafedistill.CafeDistill;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.local.Local;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Methods that become each other at some setting, bit for bit: what is sent both ways in every round, and every personal model at the end.
 * With them, where the other rules that bind all methods are held.
 *
 * <table>
 *   <caption>Identities, and where each is held</caption>
 *   <tr><td>G1</td><td>FedProx without a pull is FedAvg, as is DepthFL without distillation and regularisation</td><td>here</td></tr>
 *   <tr><td>G2</td><td>Ditto's shared branch is FedAvg, its personal branch without a pull Local</td><td>here</td></tr>
 *   <tr><td>G3</td><td>FedRep without head epochs is FedBABU, as is FedPer under frozen heads</td><td>here</td></tr>
 *   <tr><td>G4</td><td>pFedGraph is FedAvg or Local at the ends of its alpha</td><td>{@code PFedGraphTest}</td></tr>
 *   <tr><td>G5</td><td>FedAMP is FedAvg or Local at the ends of its sigma</td><td>{@code FedAmpTest}</td></tr>
 *   <tr><td>G6</td><td>FedPAC without alignment and collaboration is FedRep</td><td>here</td></tr>
 *   <tr><td>G7</td><td>CAFEDistill without distillation is FedPer</td><td>here</td></tr>
 *   <tr><td>G8</td><td>FedRoD's generic branch is FedAvg where all classes are equally frequent</td><td>{@code FedRodTest}</td></tr>
 *   <tr><td>G9</td><td>with one exit a method is its paper's</td><td>{@link SingleExitTest}</td></tr>
 *   <tr><td>G10</td><td>bytes are those of the wire table</td><td>{@code WireTableTest}, and S9 of every contract test</td></tr>
 *   <tr><td>G11</td><td>one seed gives one result on any number of threads</td><td>{@code SameBitsTest}, and S6 of every contract test</td></tr>
 *   <tr><td>G12</td><td>rows of weights between clients lie on the simplex</td><td>{@code MixtureWeightsTest}</td></tr>
 *   <tr><td>G13</td><td>gradients are those of the values</td><td>{@code LossTermTest} and {@code ParameterTermTest} of {@code api}</td></tr>
 *   <tr><td>G14</td><td>what is personal is never sent</td><td>S9 of every contract test</td></tr>
 * </table>
 *
 * The same on Deeplearning4j: {@code NativeIdentitiesTest}.
 */
class IdentitiesTest {
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);
    private static final AggregationWeights WEIGHTS = AggregationWeights.DATA_SIZE;

    private static <O extends Record> Strategy<?> made(Plugin<? extends Strategy<?>, O> plugin, O options) {
        return plugin.create(options, new RecordingContext());
    }

    private static Strategy<?> fedAvg() {
        return made(new FedAvg.Plugin(), new FedAvg.Options(LOSS, WEIGHTS));
    }

    private static Strategy<?> fedBabu() {
        return made(new FedBabu.Plugin(), new FedBabu.Options(LOSS, WEIGHTS, 0, FedBabu.FineTunePart.FULL));
    }

    private static Strategy<?> fedPer() {
        return made(new FedPer.Plugin(), new FedPer.Options(LOSS, WEIGHTS));
    }

    private static Strategy<?> ditto(double lambda) {
        return made(new Ditto.Plugin(), new Ditto.Options(LOSS, WEIGHTS, lambda, Arrangement.EPOCHS));
    }

    private static void assertSameTraffic(SimulationResult<?> actual, SimulationResult<?> expected) {
        assertThat(actual.rounds()).hasSameSizeAs(expected.rounds());
        for (int i = 0; i < expected.rounds().size(); i++) {
            assertThat(actual.rounds().get(i).downloads())
                    .as("what clients are sent in round %d", i + 1)
                    .isEqualTo(expected.rounds().get(i).downloads());
            assertThat(actual.rounds().get(i).uploads())
                    .as("what clients send in round %d", i + 1)
                    .isEqualTo(expected.rounds().get(i).uploads());
        }
    }

    /** Also that the federation learned something, without which all methods are one. */
    private static void assertLearned(Simulation<?> rehearsal, SimulationResult<?> rehearsed) {
        assertThat(rehearsed.personalModel(0)).isNotEqualTo(rehearsal.facts().initial(new ClientId(0)));
    }

    private static void assertSame(Simulation<?> one, Simulation<?> other) {
        SimulationResult<?> actual = one.play();
        SimulationResult<?> expected = other.play();
        assertLearned(other, expected);
        assertSameTraffic(actual, expected);
        assertThat(actual.personalModels()).isEqualTo(expected.personalModels());
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g1_fedProxWithoutAPullIsFedAvg(Arrangement arrangement) {
        for (FedProx.Norm norm : FedProx.Norm.values()) {
            Strategy<?> fedProx = made(new FedProx.Plugin(), new FedProx.Options(LOSS, WEIGHTS, 0, norm));
            assertSame(arrangement.rehearse(fedProx), arrangement.rehearse(fedAvg()));
        }
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g1_depthFlWithoutDistillationAndRegularisationIsFedAvg(Arrangement arrangement) {
        Strategy<?> depthFl =
                made(new DepthFl.Plugin(), new DepthFlOptions(LOSS, WEIGHTS, 0.1, false, true, false, 300));
        assertSame(arrangement.rehearse(depthFl), arrangement.rehearse(fedAvg()));
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g2_theSharedBranchOfDittoIsFedAvgForAnyPull(Arrangement arrangement) {
        SimulationResult<?> expected = arrangement.rehearse(fedAvg()).play();
        for (double lambda : new double[] {0, 0.1, 5}) {
            SimulationResult<?> actual = arrangement.rehearse(ditto(lambda)).play();
            assertSameTraffic(actual, expected);
            assertThat(actual.states()).as("lambda %s", lambda).isEqualTo(expected.states());
        }
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g2_thePersonalBranchOfDittoWithoutAPullIsLocal(Arrangement arrangement) {
        Simulation<?> local = arrangement.rehearse(made(new Local.Plugin(), new Local.Options(LOSS)));
        SimulationResult<?> expected = local.withOwnInitialHeads().play();
        assertLearned(local, expected);
        assertThat(arrangement.rehearse(ditto(0)).withOwnInitialHeads().play().personalModels())
                .isEqualTo(expected.personalModels());
        assertThat(arrangement.rehearse(ditto(0.1)).withOwnInitialHeads().play().personalModels())
                .as("with a pull")
                .isNotEqualTo(expected.personalModels());
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g3_fedRepWithoutHeadEpochsIsFedBabu(Arrangement arrangement) {
        Strategy<?> fedRep = made(new FedRep.Plugin(), new FedRep.Options(LOSS, WEIGHTS, 0, Arrangement.EPOCHS, 0));
        assertSame(arrangement.rehearse(fedRep), arrangement.rehearse(fedBabu()));
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void g3_fedPerUnderFrozenHeadsIsFedBabu(Arrangement arrangement) {
        Simulation<?> frozen = arrangement.rehearse(fedPer());
        assertSame(frozen.withDesign(new HeadsFrozen(frozen.design())), arrangement.rehearse(fedBabu()));
        BlockSet heads = frozen.facts().layout().heads();
        assertThat(frozen.play().personalModel(0).select(heads))
                .as("heads that are not frozen")
                .isNotEqualTo(frozen.facts().initial().select(heads));
    }

    /** What is sent differs: FedRep's heads stay at home. */
    @ParameterizedTest
    @EnumSource(names = {"EVERYBODY", "SOME_CLIENTS", "SOME_EXITS"})
    void g6_fedPacWithoutAlignmentAndCollaborationIsFedRep(Arrangement arrangement) {
        Strategy<?> fedRep = made(new FedRep.Plugin(), new FedRep.Options(LOSS, WEIGHTS, 3, Arrangement.EPOCHS, 0));
        Simulation<?> rehearsal = arrangement.rehearse(fedRep).withOwnInitialHeads();
        SimulationResult<?> expected = rehearsal.play();
        assertLearned(rehearsal, expected);
        assertThat(arrangement
                        .rehearse(fedPac(0, FedPacOptions.HeadWeights.OWN))
                        .withOwnInitialHeads()
                        .play()
                        .personalModels())
                .isEqualTo(expected.personalModels());
        for (Strategy<?> other : List.of(
                fedPac(0, FedPacOptions.HeadWeights.SHARED_FINAL), fedPac(0.5, FedPacOptions.HeadWeights.OWN))) {
            assertThat(arrangement.rehearse(other).withOwnInitialHeads().play().personalModels())
                    .as("with one of them")
                    .isNotEqualTo(expected.personalModels());
        }
    }

    /** A client alone in its cohort has nobody to collaborate with: the program of its heads has one weight. */
    @Test
    void g6_fedPacOfLoneClientsIsFedRep() {
        Strategy<?> fedRep = made(new FedRep.Plugin(), new FedRep.Options(LOSS, WEIGHTS, 3, Arrangement.EPOCHS, 0));
        assertThat(Arrangement.EVERYBODY
                        .rehearse(fedPac(0, FedPacOptions.HeadWeights.SHARED_FINAL))
                        .withCohortSize(1)
                        .play()
                        .personalModels())
                .isEqualTo(Arrangement.EVERYBODY
                        .rehearse(fedRep)
                        .withCohortSize(1)
                        .play()
                        .personalModels());
    }

    private static Strategy<?> fedPac(double lambda, FedPacOptions.HeadWeights headWeights) {
        return made(
                new FedPac.Plugin(),
                new FedPacOptions(
                        LOSS,
                        WEIGHTS,
                        lambda,
                        3,
                        Optional.empty(),
                        headWeights,
                        1e-3,
                        FedPacOptions.Fallback.OWN,
                        false));
    }

    @ParameterizedTest
    @EnumSource(TeacherMode.class)
    void g7_cafeDistillWithoutDistillationIsFedPer(TeacherMode mode) {
        for (Arrangement arrangement : new Arrangement[] {Arrangement.EVERYBODY, Arrangement.SOME_CLIENTS}) {
            SimulationResult<?> expected =
                    arrangement.rehearse(fedPer()).withOwnInitialHeads().play();
            assertThat(arrangement
                            .rehearse(undistilled(mode))
                            .withOwnInitialHeads()
                            .play()
                            .personalModels())
                    .as("%s", arrangement)
                    .isEqualTo(expected.personalModels());
        }
    }

    private static Strategy<?> undistilled(TeacherMode mode) {
        return made(new CafeDistill.Plugin(), CafeDistillSetting.of(0, 1e-9, mode));
    }
}
