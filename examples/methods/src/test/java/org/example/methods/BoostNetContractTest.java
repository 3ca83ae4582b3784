package org.example.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule.Reached;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.StrategyContract;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class BoostNetContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(new MethodPlugins().choose(Strategy.class, "boostnet", new BoostNet.Options(Sharing.Options.DEFAULT, 0.5)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    @Test
    void anExitAddsToHalfOfTheAnswerBefore() {
        Reached reached = Reached.none()
                .next(new double[] {4, 0}, new double[1])
                .next(new double[] {1, 2}, new double[1])
                .next(new double[] {0, 0}, new double[1]);
        assertThat(new BoostNet.Sum(0.5).logits(reached)).containsExactly(1.5, 1);
    }

    /** Without the exits before, the gradient of stage 1 is the mean of three exits, and that of stage 3 of one. */
    @Test
    void gradientsOfStagesAreMeansOverTheirExits() {
        BoostNet boostNet = new BoostNet(new BoostNet.Options(Sharing.Options.DEFAULT, 0));
        Simulation<Sharing.Server> simulation = Simulation.of(boostNet, SyntheticFederation.draw(8, 13));
        ClientContext client =
                simulation.context(new Round(1), new ClientId(0), ExitSet.upTo(3), Payload.empty(), Payload.empty());
        try (Network network = simulation.openNetwork()) {
            client.loadParameters(network);
            Objective sum = Objective.earlyExit(client.trained(), client.exits(), new double[] {1, 1, 1});
            ParameterSet plain = network.gradient(sum, client.examples(), client.stream("test"));
            ParameterSet boosted =
                    network.gradient(boostNet.objective(client), client.examples(), client.stream("test"));
            for (Block block : client.trained().blocks()) {
                BlockSet blocks = client.layout().select(block::equals);
                double reached = block.role() == BlockRole.HEAD ? 1 : 4 - block.depth();
                assertThat(boosted.select(blocks).values())
                        .as(block.name())
                        .containsExactly(
                                ParameterMath.scale(1 / reached, plain.select(blocks))
                                        .values(),
                                within(1e-6f));
            }
        }
    }
}
