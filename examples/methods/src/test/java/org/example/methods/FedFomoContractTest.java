package org.example.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.StrategyContract;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class FedFomoContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(new MethodPlugins().choose(Strategy.class, "fedfomo", new FedFomo.Options(new EarlyExitLoss(ExitWeights.MEAN), 2, 0.3)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    /** The model and a weight per client. */
    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return super.uplinkScalars(options, federation, round, exits)
                + federation.clients().size();
    }

    /** Two models, after the first round. */
    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return round.number() == 1 ? 0 : 2 * super.downlinkScalars(options, federation, round, exits);
    }

    /** A model down the gradient has the weight of its gain by distance, one up the gradient none. */
    @Test
    void aClientMovesToBetterModelsOnly() {
        FedFomo fedFomo = new FedFomo(new FedFomo.Options(new EarlyExitLoss(ExitWeights.MEAN), 2, 0));
        Simulation<FedFomo.Server> simulation = Simulation.of(fedFomo, SyntheticFederation.draw(8, 13, 6, 9))
                .withTraining(round -> new LocalTraining(0, 100, 0.1, 0, 0));
        ClientContext client =
                simulation.context(new Round(1), new ClientId(0), ExitSet.upTo(3), Payload.empty(), Payload.empty());
        try (Network network = simulation.openNetwork()) {
            client.loadParameters(network);
            ParameterSet own = network.read(client.trained());
            ParameterSet gradient = network.gradient(client.earlyExit(), client.examples(), client.stream("test"));
            ParameterSet better = ParameterMath.axpy(-0.1, gradient, own);
            double loss = network.crossEntropy(client.examples(), client.exits());
            network.load(better);
            double gain = loss - network.crossEntropy(client.examples(), client.exits());
            Payload received = Payload.empty().with("1", better).with("2", ParameterMath.axpy(0.1, gradient, own));
            Payload upload =
                    fedFomo.train(client.withReceived(received), network).upload();
            assertThat(upload.parameters().orElseThrow().values()).containsExactly(better.values(), within(1e-6f));
            double distance = ParameterMath.norm(ParameterMath.subtract(better, own));
            assertThat(upload.vector("weights"))
                    .containsExactly(new float[] {0, (float) (gain / distance), 0}, within(1e-5f));
        }
    }
}
