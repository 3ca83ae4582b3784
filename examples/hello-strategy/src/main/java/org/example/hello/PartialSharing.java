package org.example.hello;

import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;

/**
 * Averages the backbone and the shallow heads over clients; the heads of the deepest exits stay personal.
 *
 * <p>{@link Sharing} is FedAvg in steps. Override those in which a method differs: {@code shared}, {@code start},
 * {@code objective}, {@code train}, {@code state}. A method that fits none of them implements {@link Strategy}.
 */
public final class PartialSharing extends Sharing {
    public record Options(
            @Option(value = "Loss and weights of the average", inPlace = true) Sharing.Options averaging,
            @Option(value = "Number of deepest exits with personal heads", min = 0, defaultValue = "1")
                    int personalExits) {}


    private final int personalExits;

    public PartialSharing(Options options) {
        super(options.averaging());
        this.personalExits = options.personalExits();
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        int sharedExits = Math.max(0, layout.exits() - personalExits);
        return layout.backbone().union(layout.heads(ExitSet.upTo(sharedExits)));
    }
}
