/**
 * How everything pluggable is found: a jar lists its {@link org.exeunt.api.plugin.Plugin}s in
 * {@code META-INF/services/org.exeunt.api.plugin.Plugin}; configurations choose one by its id; its options are a record whose components
 * carry {@link org.exeunt.api.plugin.Option}. The sub-interface for a kind lies beside the contract of that kind.
 */
@NullMarked
package org.exeunt.api.plugin;

import org.jspecify.annotations.NullMarked;
