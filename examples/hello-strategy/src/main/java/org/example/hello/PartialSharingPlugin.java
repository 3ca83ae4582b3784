package org.example.hello;

import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.round.Strategy;
import org.exeunt.api.round.StrategyPlugin;

/** Makes {@link PartialSharing} known under the id {@code partial-sharing}. */
public final class PartialSharingPlugin implements StrategyPlugin<PartialSharing.Options> {
    @Override
    public String id() {
        return "partial-sharing";
    }

    @Override
    public String summary() {
        return "Shares the backbone and the shallow heads; the heads of the deepest exits stay personal";
    }

    @Override
    public Class<PartialSharing.Options> options() {
        return PartialSharing.Options.class;
    }

    @Override
    public String apiVersion() {
        return ApiVersion.CURRENT;
    }

    @Override
    public Strategy<?> create(PartialSharing.Options options, PluginContext context) {
        return new PartialSharing(options);
    }
}
