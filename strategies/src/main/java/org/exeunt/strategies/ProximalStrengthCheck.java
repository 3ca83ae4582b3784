package org.exeunt.strategies;

import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;

/** Finds pulls towards an anchor that are too strong for the learning rate: one step of them goes past the anchor, the next one back. */
public final class ProximalStrengthCheck {
    private ProximalStrengthCheck() {}

    /** Warns of a pull at parameters. */
    public static void warn(PluginContext context, ClientContext client, String option, double strength) {
        warn(context, client, option, strength, "every step of the pull overshoots its anchor");
    }

    /**
     * Warns, once a run, if {@code learning rate * strength} is above 1.
     *
     * @param client in training
     * @param option that gives the strength
     * @param strength of a squared proximal term, whose gradient is {@code strength * (w - anchor)}
     * @param consequence a clause that says what such a pull may do
     */
    public static void warn(
            PluginContext context, ClientContext client, String option, double strength, String consequence) {
        double rate = client.training().learningRate();
        // the rate never rises, so that no later round is worse than the first
        if (client.round().number() == 1 && rate * strength > 1) {
            context.warn("'%s' is %s and the learning rate %s: their product is above 1, so that %s. Lower one of them."
                    .formatted(option, strength, rate, consequence));
        }
    }
}
