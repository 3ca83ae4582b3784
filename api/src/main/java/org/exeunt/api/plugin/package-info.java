/**
 * Plugin discovery and options. A jar has a list of its plugins, {@link org.exeunt.api.plugin.Plugins}, which the file
 * {@code META-INF/services/org.exeunt.api.plugin.Plugins} names. A configuration chooses a plugin by its id. The
 * options are a record with an {@link org.exeunt.api.plugin.Option} annotation on every component.
 */
@NullMarked
package org.exeunt.api.plugin;

import org.jspecify.annotations.NullMarked;
