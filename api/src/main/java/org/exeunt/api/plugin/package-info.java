/**
 * Plugin discovery and options. A jar lists its {@link org.exeunt.api.plugin.Plugin}s in
 * {@code META-INF/services/org.exeunt.api.plugin.Plugin}. A configuration chooses one by its id. Its options are a
 * record with an {@link org.exeunt.api.plugin.Option} annotation on every component. The plugin class of each kind is
 * in the package of its interface.
 */
@NullMarked
package org.exeunt.api.plugin;

import org.jspecify.annotations.NullMarked;
