package org.example.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.StrategyContract;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class FedAsContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                new MethodPlugins().choose(Strategy.class, "fedas", new FedAs.Options(new EarlyExitLoss(ExitWeights.MEAN), 0.01)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.backbone();
    }

    /** The trained stages and the trace. */
    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return super.uplinkScalars(options, federation, round, exits) + 1;
    }

    @Override
    protected boolean trainsByItself(Record options) {
        return true;
    }

    /** With one batch, the trace is the squared norm of the gradient of the trained model. */
    @Test
    void clientsWeighByTheTraceOfTheirFisherInformation() {
        FedAs fedAs = new FedAs(new FedAs.Options(new EarlyExitLoss(ExitWeights.MEAN), 0.01));
        Simulation<Sharing.Server> simulation = Simulation.of(fedAs, SyntheticFederation.draw(8, 13, 6))
                .withTraining(round -> new LocalTraining(1, 100, 0.1, 0, 0));
        ClientContext client =
                simulation.context(new Round(1), new ClientId(0), ExitSet.upTo(3), Payload.empty(), Payload.empty());
        try (Network network = simulation.openNetwork()) {
            Payload upload = fedAs.train(client, network).upload();
            ParameterSet gradient = network.gradient(client.earlyExit(), client.examples(), client.stream("test"));
            double trace = ParameterMath.dot(gradient, gradient);
            assertThat((double) upload.vector("fisher-trace")[0]).isCloseTo(trace, withinPercentage(0.01));
            Payload thrice = upload.with("fisher-trace", new float[] {3 * upload.vector("fisher-trace")[0]});
            ClientResults results = new ClientResults(simulation.spec(), List.of(sent(0, upload), sent(1, thrice)));
            assertThat(fedAs.weights(results)).containsExactly(new double[] {0.25, 0.75}, within(1e-6));
        }
    }

    private static ClientResult sent(int client, Payload upload) {
        return new ClientResult.Success(
                new ClientId(client), new ClientUpdate(upload, Payload.empty(), TrainingReport.of(1, 1, 0)));
    }
}
