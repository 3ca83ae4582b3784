package org.exeunt.app.arguments;

import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.app.console.Terminal;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.model.RunModels;

/** An exit policy as the option {@code --policy} gives it: an id, or a JSON object. */
public final class PolicyArgument {
    /** The name of the option. */
    public static final String NAME = "--policy";
    /** The policy of predictions. */
    public static final String DEFAULT = "{\"type\": \"confidence\", \"thresholds\": [0.8]}";

    private PolicyArgument() {}

    /**
     * Returns the policy as JSON.
     *
     * @throws org.exeunt.api.error.ExeuntException if it cannot be created; names the option, because the configuration
     *     of the run, of which the policy replaces a part, is not at fault
     */
    public static String json(String policy, PluginRegistry registry, Terminal terminal) {
        PluginCall.create(new RecordBinder(registry).choose(ExitPolicy.class, policy, NAME), NAME, terminal.context());
        return RunModels.policy(policy);
    }
}
