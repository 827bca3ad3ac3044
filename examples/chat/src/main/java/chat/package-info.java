// SPDX-License-Identifier: Apache-2.0

/**
 * The chat of the lesson "OTP Distribution". Read this first: {@link chat.Chat}, which sends and receives, then {@link
 * chat.ChatApplication}, what runs on each node, and {@link chat.ChatConfig}, which says who prints a message.
 */
package chat;
