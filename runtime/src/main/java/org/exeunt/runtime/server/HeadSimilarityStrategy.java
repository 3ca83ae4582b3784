package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.runtime.federation.RunErrors;

/**
 * A strategy that does not say how alike clients are, made to say it: by the cosine of how training changed their final heads on the way from
 * download to upload. Everything else is the strategy's own.
 *
 * <p>Clients whose final exit did not learn are not compared in that round. A change of zero is similar to nothing, itself included.
 *
 * @param <S> the strategy's state
 */
public final class HeadSimilarityStrategy<S extends Record>
        extends StrategyDecorator<S, HeadSimilarityStrategy.Server<S>> {
    private static final double ZERO_NORM = 1e-12;

    /**
     * What the server remembers.
     *
     * @param own the strategy's state
     * @param similarities as last seen
     * @param <S> the type of the strategy's state
     */
    public record Server<S extends Record>(S own, Similarities similarities) implements State<S> {}

    /** Adds similarities to a strategy. */
    public HeadSimilarityStrategy(Strategy<S> strategy) {
        super(strategy);
    }

    /** Returns whether a strategy, freshly opened, sends clients the final head. */
    public static <S extends Record> boolean suits(Strategy<S> strategy, S opened, FederationSpec federation) {
        ClientId anybody = federation.clients().get(0).id();
        return finalHead(
                        strategy.download(
                                opened,
                                federation,
                                anybody,
                                federation.network().allExits()),
                        federation)
                .isPresent();
    }

    private static Optional<ParameterSet> finalHead(Payload payload, FederationSpec federation) {
        BlockSet head = federation.layout().head(federation.network().finalExit());
        return payload.parameters()
                .filter(set -> set.blocks().containsAll(head))
                .map(set -> set.select(head));
    }

    @Override
    public Server<S> initialize(FederationSpec federation) {
        return new Server<>(decorated().initialize(federation), Similarities.none());
    }

    @Override
    public AggregationResult<Server<S>> aggregate(Server<S> server, RoundContext round, ClientResults results) {
        List<ClientId> compared = new ArrayList<>();
        List<ParameterSet> changes = new ArrayList<>();
        Exit last = round.federation().network().finalExit();
        for (Map.Entry<ClientId, ClientUpdate> update : results.updates().entrySet()) {
            ExitSet exits = round.exits().get(update.getKey());
            if (exits.contains(last)) {
                compared.add(update.getKey());
                changes.add(change(server, round, update.getKey(), exits, update.getValue()));
            }
        }
        AggregationResult<S> merged = decorated().aggregate(server.own(), round, results);
        Similarities similarities = server.similarities().with(compared, cosines(changes));
        return withState(merged, new Server<>(merged.state(), similarities));
    }

    private ParameterSet change(
            Server<S> server, RoundContext round, ClientId client, ExitSet exits, ClientUpdate update) {
        FederationSpec federation = round.federation();
        Optional<ParameterSet> sent =
                finalHead(decorated().download(server.own(), federation, client, exits), federation);
        Optional<ParameterSet> returned = finalHead(update.upload(), federation);
        if (sent.isEmpty() || returned.isEmpty()) {
            throw new ExeuntException(
                    RunErrors.MISFIT,
                    ("Round %s: the coordination policy needs to know how alike clients are, which the strategy does not say, and client %s %s its"
                                    + " final head, so that they cannot be compared. Choose a policy that needs no similarities.")
                            .formatted(round.round(), client, sent.isEmpty() ? "was not sent" : "did not send"));
        }
        return ParameterMath.subtract(returned.get(), sent.get());
    }

    private static double[][] cosines(List<ParameterSet> changes) {
        int size = changes.size();
        double[] norms = changes.stream().mapToDouble(ParameterMath::norm).toArray();
        double[][] cosines = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i && norms[i] >= ZERO_NORM; j++) {
                if (norms[j] >= ZERO_NORM) {
                    double cosine = ParameterMath.dot(changes.get(i), changes.get(j)) / (norms[i] * norms[j]);
                    cosines[i][j] = Math.max(-1, Math.min(1, cosine));
                    cosines[j][i] = cosines[i][j];
                }
            }
            cosines[i][i] = norms[i] >= ZERO_NORM ? 1 : 0;
        }
        return cosines;
    }

    @Override
    public Optional<Similarities> similarities(Server<S> server) {
        return Optional.of(server.similarities());
    }
}
