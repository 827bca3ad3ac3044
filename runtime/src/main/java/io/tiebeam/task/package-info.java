// SPDX-License-Identifier: Apache-2.0
/**
 * The engine of tasks: what a task does, how it is asked for, awaited and ended, and how a stream of them runs. Speaks the
 * messages of Elixir's {@code Task.Supervised}, so owner, supervisor and task may be on nodes of either kind. Not
 * exported: users see it through {@code Task} and {@code TaskSupervisor}.
 *
 * <p>Read this first: {@link io.tiebeam.task.TaskRequest}, then {@link io.tiebeam.task.TaskBody}.
 */
package io.tiebeam.task;
