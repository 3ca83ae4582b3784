package org.example.methods;

import java.util.Set;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.*;
import org.exeunt.api.strategy.*;
import org.exeunt.strategies.Sharing;

/** FLTrust (Cao et al., NDSS 2021): the server trains too, and trusts a client by the cosine of their changes. */
public final class FlTrust extends Sharing {
    private final Options options;

    public FlTrust(Options options) {
        super(options);
        this.options = options;
    }

        @Override
        public Server initialize(FederationSpec federation) {
            federation.requireServerExamples();
            return super.initialize(federation);
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            FederationSpec run = round.federation();
            Objective loss = options.loss().objective(run, run.network().allExits());
            ParameterSet before = server.shared().select(loss.trainable());
            round.network().load(run.initial().with(server.shared()));
            round.network().train(loss, round.examples(), run.training(round.round()), round.stream("batches"));
            ParameterSet own = ParameterMath.subtract(round.network().read(before.blocks()), before);
            double[] weights = results.weights(options.aggregationWeights());
            ParameterSet sum = ParameterMath.scale(0, own);
            double total = Double.MIN_NORMAL; // all clients may be distrusted
            for (int i = 0; i < weights.length; i++) {
                ParameterSet change = ParameterMath.subtract(results.parameters().get(i), before);
                double trust = weights[i] * Math.max(0, ParameterMath.cosine(change, own));
                double scale = trust > 0 ? trust * ParameterMath.norm(own) / ParameterMath.norm(change) : 0;
                sum = ParameterMath.axpy(scale, change, sum);
                total += trust;
            }
            ParameterSet after = ParameterMath.axpy(1 / total, sum, before);
            return AggregationResult.of(new Server(server.shared().with(after)));
        }

        @Override
        public Set<StrategyCapability> capabilities() {
            return Set.of();
        }
}
