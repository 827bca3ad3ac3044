%% SPDX-License-Identifier: Apache-2.0
%% Stands in the place of common_test's header when a suite is compiled for peers that are Tiebeam nodes.

-define(MIN_IMPORTANCE, 0).
-define(LOW_IMPORTANCE, 25).
-define(STD_IMPORTANCE, 50).
-define(HI_IMPORTANCE, 75).
-define(MAX_IMPORTANCE, 99).

-define(CT_PEER_NAME(Case), test_server:peer_name(?MODULE_STRING, Case)).
-define(CT_PEER_NAME(), ?CT_PEER_NAME(?FUNCTION_NAME)).
-define(CT_PEER(Options), test_server:start_peer(Options, ?MODULE, ?FUNCTION_NAME)).
-define(CT_PEER(), ?CT_PEER([])).
-define(CT_PEER_REL(Options, Release, Folder),
        test_server:start_peer(Options, ?MODULE, ?FUNCTION_NAME, Release, Folder)).

-define(line,).
-define(t, test_server).
-define(config, test_server:lookup_config).
