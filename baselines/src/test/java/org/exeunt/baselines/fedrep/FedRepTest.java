package org.exeunt.baselines.fedrep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.Given;
import org.exeunt.testkit.federation.Simulation;
import org.junit.jupiter.api.Test;

class FedRepTest {
    private static final ClientId CLIENT = new ClientId(1);

    private static Simulation<FedRep.Server> simulation(int headEpochs, int bodyEpochs) {
        FedRep fedRep = new FedRep(new FedRep.Options(Given.AVERAGING, headEpochs, bodyEpochs));
        return Given.simulation(fedRep).withOwnInitialHeads();
    }

    private static ClientContext firstRound(Simulation<FedRep.Server> simulation) {
        return Given.context(simulation, 1, CLIENT, Given.ALL, Payload.empty());
    }

    /** Trains one client for one round, with initial velocities that would change every block. */
    private static ClientUpdate trainMoving(Simulation<FedRep.Server> simulation, ClientContext client) {
        try (Network network = simulation.openNetwork()) {
            network.loadVelocity(network.read(client.layout().trainable()));
            return simulation.strategy().train(client, network);
        }
    }

    /** Oracle 9a: neither weight decay nor momentum changes frozen parameters. */
    @Test
    void firstPhaseTrainsOnlyHeads() {
        Simulation<FedRep.Server> simulation = simulation(2, 0);
        ClientContext client = firstRound(simulation);
        ParameterLayout layout = client.layout();
        ClientUpdate update = trainMoving(simulation, client);
        ParameterSet kept = update.state().parameters().orElseThrow();
        ParameterSet before = client.parameters();

        assertThat(update.upload().parameters()).contains(before.select(layout.backbone()));
        assertThat(kept.select(layout.buffers()))
                .as("running statistics of a frozen backbone")
                .isEqualTo(before.select(layout.buffers()));
        client.exits().forEach(exit -> assertThat(kept.select(layout.head(exit)))
                .as("head %s", exit)
                .isNotEqualTo(before.select(layout.head(exit))));
        assertThat(update.report().epochs()).isEqualTo(2);
        assertThat(update.report().headEpochs()).isEqualTo(2);
    }

    /** Oracle 9a. */
    @Test
    void secondPhaseTrainsOnlyTheBackbone() {
        Simulation<FedRep.Server> simulation = simulation(0, 3);
        ClientContext client = firstRound(simulation);
        ParameterLayout layout = client.layout();
        ClientUpdate update = trainMoving(simulation, client);
        ParameterSet kept = update.state().parameters().orElseThrow();
        ParameterSet before = client.parameters();

        assertThat(kept.select(layout.heads())).isEqualTo(before.select(layout.heads()));
        assertThat(kept.select(layout.buffers())).isNotEqualTo(before.select(layout.buffers()));
        assertThat(Given.uploaded(update)).isNotEqualTo(before.select(layout.backbone()));
        assertThat(update.report().epochs()).isEqualTo(3);
        assertThat(update.report().headEpochs()).isZero();
    }

    @Test
    void headsAreTrainedFirst() {
        ClientContext client = firstRound(simulation(2, 3));
        ParameterLayout layout = client.layout();
        ClientUpdate both = trainMoving(simulation(2, 3), client);
        ClientUpdate headsAlone = trainMoving(simulation(2, 0), client);
        ClientUpdate bodyAlone = trainMoving(simulation(0, 3), client);

        assertThat(both.state().parameters().orElseThrow().select(layout.heads()))
                .isEqualTo(headsAlone.state().parameters().orElseThrow().select(layout.heads()));
        assertThat(both.upload()).as("a backbone trained with other heads").isNotEqualTo(bodyAlone.upload());
        assertThat(both.report().epochs()).isEqualTo(5);
        assertThat(both.report().headEpochs()).isEqualTo(2);
    }

    /** Oracle 9c: the first phase is convex in the heads. */
    @Test
    void headStepsLowerTheLossOfEveryExit() {
        List<double[]> losses = new ArrayList<>();
        for (int epochs = 0; epochs <= 12; epochs += 3) {
            Simulation<FedRep.Server> simulation =
                    simulation(epochs, 0).withTraining(round -> new LocalTraining(1, 100, 0.05, 0, 0));
            ClientContext client = firstRound(simulation);
            ClientUpdate update = trainMoving(simulation, client);
            losses.add(losses(simulation, client, update));
        }
        for (int i = 1; i < losses.size(); i++) {
            for (int exit = 0; exit < 3; exit++) {
                assertThat(losses.get(i)[exit])
                        .as("exit %d after %d epochs", exit + 1, 3 * i)
                        .isLessThanOrEqualTo(losses.get(i - 1)[exit]);
            }
        }
        assertThat(losses.get(4)[2]).isLessThan(losses.get(0)[2] - 0.01);
    }

    private static double[] losses(Simulation<FedRep.Server> simulation, ClientContext client, ClientUpdate update) {
        double[] losses = new double[client.exits().size()];
        try (Network network = simulation.openNetwork()) {
            network.load(client.parameters().with(update.state().parameters().orElseThrow()));
            network.forward(client.examples(), pass -> {
                for (Exit exit : client.exits()) {
                    losses[exit.index()] = crossEntropy(pass.logits(exit), pass);
                }
            });
        }
        return losses;
    }

    private static double crossEntropy(double[] logits, ForwardPass pass) {
        double loss = 0;
        double[] probabilities = new double[pass.classes()];
        for (int b = 0; b < pass.size(); b++) {
            int row = b * pass.classes();
            loss += Softmax.row(logits, row, pass.classes(), 1, probabilities) - logits[row + pass.label(b)];
        }
        return loss / pass.size();
    }
}
