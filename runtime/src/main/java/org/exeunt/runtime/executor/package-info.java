/**
 * The executor {@code local}: worker threads of this process, each with one resident network. Start at
 * {@link org.exeunt.runtime.executor.LocalExecutorPlugin}.
 */
package org.exeunt.runtime.executor;
