package org.exeunt.runtime.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;

/**
 * Compares clients whose strategy reports no similarities: the similarity of two clients is the cosine of the changes
 * of their final heads between download and upload.
 *
 * <p>Clients that did not train their final exit are not compared in that round. A change of norm zero has similarity 0
 * to every change, including itself.
 */
public final class HeadSimilarity<S extends Record> extends RoundStep<S, Similarities> {
    /** Values of each change that are compared at a time. */
    private static final int CHUNK = 8192;

    /** Creates the step around a strategy. */
    public HeadSimilarity(Strategy<S> strategy) {
        super(strategy, federation -> Similarities.none());
    }

    @Override
    public Optional<Similarities> similarities(Server<S, Similarities> server) {
        return Optional.of(server.memory());
    }

    @Override
    Similarities remember(Similarities memory, RoundContext round, ClientResults results) {
        List<ClientId> compared = new ArrayList<>();
        List<ParameterSet> changes = new ArrayList<>();
        Exit last = round.federation().network().finalExit();
        for (Map.Entry<ClientId, ClientUpdate> update : results.updates().entrySet()) {
            if (round.exits().get(update.getKey()).contains(last)) {
                compared.add(update.getKey());
                changes.add(change(round, update.getKey(), update.getValue()));
            }
        }
        return memory.with(compared, cosines(changes));
    }

    private static ParameterSet change(RoundContext round, ClientId client, ClientUpdate update) {
        Optional<ParameterSet> sent = Optional.ofNullable(round.sentHeads().get(client));
        Optional<ParameterSet> returned = round.federation().finalHead(update.upload());
        if (sent.isEmpty() || returned.isEmpty()) {
            throw new ExeuntException(
                    Errors.CONFIG_20,
                    ("Round %s: the coordination policy requires similarities of clients, which the strategy does "
                                    + "not report, and client %s %s its final head, so that clients cannot be "
                                    + "compared. Choose a policy that requires no similarities.")
                            .formatted(round.round(), client, sent.isEmpty() ? "was not sent" : "did not send"));
        }
        return ParameterMath.subtract(returned.get(), sent.get());
    }

    /** Returns the cosine of each pair of changes, with 0 if either norm is zero. */
    static double[][] cosines(List<ParameterSet> changes) {
        int size = changes.size();
        double[][] products = products(changes);
        double[][] cosines = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double cosine = ParameterMath.cosine(products[j][i], products[i][i], products[j][j]);
                cosines[i][j] = i == j ? Math.rint(cosine) : cosine; // exactly 1 on the diagonal
                cosines[j][i] = cosines[i][j];
            }
        }
        return cosines;
    }

    /**
     * Returns the inner product of each change with itself and those after it; the others are undefined. Not by the
     * engine's linear algebra, so that cohorts and exits depend on no processor.
     */
    private static double[][] products(List<ParameterSet> changes) {
        int size = changes.size();
        int values = changes.stream().mapToInt(ParameterSet::size).findFirst().orElse(0);
        double[][] products = new double[size][size];
        float[][] chunk = new float[size][Math.min(CHUNK, values)];
        for (int start = 0; start < values; start += CHUNK) {
            int count = Math.min(CHUNK, values - start);
            for (int i = 0; i < size; i++) {
                changes.get(i).read(start, chunk[i], count);
            }
            LinearAlgebra.plain().addInnerProducts(chunk, count, products);
        }
        return products;
    }
}
