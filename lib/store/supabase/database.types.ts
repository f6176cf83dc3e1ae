/** The tables and functions of the Data API, as the migrations make them. Written by `npm run db:types`. */

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      audit_log: {
        Row: {
          about: string | null;
          created_at: string;
          deed: string;
          id: number;
          member_id: string;
        };
        ComputedFields: never;
        Insert: {
          about?: string | null;
          created_at?: string;
          deed: string;
          id?: never;
          member_id: string;
        };
        Update: {
          about?: string | null;
          created_at?: string;
          deed?: string;
          id?: never;
          member_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "audit_log_member_id_fkey";
            columns: ["member_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      category_members: {
        Row: {
          category_id: string;
          created_at: string;
          member_id: string;
          owner_id: string;
        };
        ComputedFields: never;
        Insert: {
          category_id: string;
          created_at?: string;
          member_id: string;
          owner_id: string;
        };
        Update: {
          category_id?: string;
          created_at?: string;
          member_id?: string;
          owner_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "category_members_member_id_fkey";
            columns: ["member_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "category_members_owner_id_category_id_fkey";
            columns: ["owner_id", "category_id"];
            isOneToOne: false;
            referencedRelation: "visibility_categories";
            referencedColumns: ["owner_id", "id"];
          },
        ];
      };
      conversation_members: {
        Row: {
          conversation_id: string;
          joined_at: string;
          left_at: string | null;
          member_id: string;
          read_to: number;
        };
        ComputedFields: never;
        Insert: {
          conversation_id: string;
          joined_at?: string;
          left_at?: string | null;
          member_id: string;
          read_to?: number;
        };
        Update: {
          conversation_id?: string;
          joined_at?: string;
          left_at?: string | null;
          member_id?: string;
          read_to?: number;
        };
        Relationships: [
          {
            foreignKeyName: "conversation_members_conversation_id_fkey";
            columns: ["conversation_id"];
            isOneToOne: false;
            referencedRelation: "conversations";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "conversation_members_member_id_fkey";
            columns: ["member_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      conversations: {
        Row: {
          created_at: string;
          created_by: string | null;
          id: string;
          title: string;
          updated_at: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          created_by?: string | null;
          id: string;
          title?: string;
          updated_at?: string;
          version?: number;
        };
        Update: {
          created_at?: string;
          created_by?: string | null;
          id?: string;
          title?: string;
          updated_at?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "conversations_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      diary_entries: {
        Row: {
          body: string;
          category_id: string;
          created_at: string;
          ends_on: string | null;
          ends_precision: string | null;
          id: string;
          owner_id: string;
          removed_at: string | null;
          source_id: string | null;
          starts_on: string;
          starts_precision: string;
          summary: string;
          updated_at: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          body?: string;
          category_id: string;
          created_at?: string;
          ends_on?: string | null;
          ends_precision?: string | null;
          id: string;
          owner_id: string;
          removed_at?: string | null;
          source_id?: string | null;
          starts_on: string;
          starts_precision: string;
          summary: string;
          updated_at?: string;
          version?: number;
        };
        Update: {
          body?: string;
          category_id?: string;
          created_at?: string;
          ends_on?: string | null;
          ends_precision?: string | null;
          id?: string;
          owner_id?: string;
          removed_at?: string | null;
          source_id?: string | null;
          starts_on?: string;
          starts_precision?: string;
          summary?: string;
          updated_at?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "diary_entries_category_is_own";
            columns: ["owner_id", "category_id"];
            isOneToOne: false;
            referencedRelation: "visibility_categories";
            referencedColumns: ["owner_id", "id"];
          },
          {
            foreignKeyName: "diary_entries_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "diary_entries_source_is_own";
            columns: ["owner_id", "source_id"];
            isOneToOne: false;
            referencedRelation: "info_sources";
            referencedColumns: ["owner_id", "id"];
          },
        ];
      };
      documents: {
        Row: {
          category_id: string;
          created_at: string;
          description: string;
          duration_seconds: number | null;
          has_thumbnail: boolean;
          height: number | null;
          id: string;
          kind: string;
          mime_type: string;
          name: string;
          name_key: string;
          owner_id: string | null;
          page_count: number | null;
          removed_at: string | null;
          session_id: string | null;
          sha256: string;
          size: number;
          taken_at: string | null;
          updated_at: string;
          version: number;
          width: number | null;
        };
        ComputedFields: never;
        Insert: {
          category_id: string;
          created_at?: string;
          description?: string;
          duration_seconds?: number | null;
          has_thumbnail?: boolean;
          height?: number | null;
          id: string;
          kind: string;
          mime_type: string;
          name: string;
          name_key?: never;
          owner_id?: string | null;
          page_count?: number | null;
          removed_at?: string | null;
          session_id?: string | null;
          sha256: string;
          size: number;
          taken_at?: string | null;
          updated_at?: string;
          version?: number;
          width?: number | null;
        };
        Update: {
          category_id?: string;
          created_at?: string;
          description?: string;
          duration_seconds?: number | null;
          has_thumbnail?: boolean;
          height?: number | null;
          id?: string;
          kind?: string;
          mime_type?: string;
          name?: string;
          name_key?: never;
          owner_id?: string | null;
          page_count?: number | null;
          removed_at?: string | null;
          session_id?: string | null;
          sha256?: string;
          size?: number;
          taken_at?: string | null;
          updated_at?: string;
          version?: number;
          width?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: "documents_category_is_own";
            columns: ["owner_id", "category_id"];
            isOneToOne: false;
            referencedRelation: "visibility_categories";
            referencedColumns: ["owner_id", "id"];
          },
          {
            foreignKeyName: "documents_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "documents_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "onboarding_sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      files: {
        Row: {
          created_at: string;
          generation: number;
          key: string;
          kind: string;
          mime_type: string;
          owner_id: string | null;
          ref_id: string;
          session_id: string | null;
          sha256: string;
          size: number;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          generation?: number;
          key?: never;
          kind: string;
          mime_type: string;
          owner_id?: string | null;
          ref_id: string;
          session_id?: string | null;
          sha256: string;
          size: number;
        };
        Update: {
          created_at?: string;
          generation?: number;
          key?: never;
          kind?: string;
          mime_type?: string;
          owner_id?: string | null;
          ref_id?: string;
          session_id?: string | null;
          sha256?: string;
          size?: number;
        };
        Relationships: [
          {
            foreignKeyName: "files_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "files_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "onboarding_sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      friends: {
        Row: {
          blocked_by: string | null;
          created_at: string;
          member_a: string;
          member_b: string;
          requested_by: string;
          status: string;
          updated_at: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          blocked_by?: string | null;
          created_at?: string;
          member_a: string;
          member_b: string;
          requested_by: string;
          status?: string;
          updated_at?: string;
          version?: number;
        };
        Update: {
          blocked_by?: string | null;
          created_at?: string;
          member_a?: string;
          member_b?: string;
          requested_by?: string;
          status?: string;
          updated_at?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "friends_member_a_fkey";
            columns: ["member_a"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "friends_member_b_fkey";
            columns: ["member_b"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      info_sources: {
        Row: {
          created_at: string;
          id: string;
          kind: string;
          name: string;
          owner_id: string;
          sha256: string | null;
          updated_at: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id: string;
          kind: string;
          name: string;
          owner_id: string;
          sha256?: string | null;
          updated_at?: string;
          version?: number;
        };
        Update: {
          created_at?: string;
          id?: string;
          kind?: string;
          name?: string;
          owner_id?: string;
          sha256?: string | null;
          updated_at?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "info_sources_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      life_facts: {
        Row: {
          category_id: string;
          created_at: string;
          happened_on: string | null;
          happened_precision: string | null;
          id: string;
          owner_id: string;
          removed_at: string | null;
          source_id: string | null;
          summary: string;
          topic: string;
          updated_at: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          category_id: string;
          created_at?: string;
          happened_on?: string | null;
          happened_precision?: string | null;
          id: string;
          owner_id: string;
          removed_at?: string | null;
          source_id?: string | null;
          summary: string;
          topic: string;
          updated_at?: string;
          version?: number;
        };
        Update: {
          category_id?: string;
          created_at?: string;
          happened_on?: string | null;
          happened_precision?: string | null;
          id?: string;
          owner_id?: string;
          removed_at?: string | null;
          source_id?: string | null;
          summary?: string;
          topic?: string;
          updated_at?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "life_facts_category_is_own";
            columns: ["owner_id", "category_id"];
            isOneToOne: false;
            referencedRelation: "visibility_categories";
            referencedColumns: ["owner_id", "id"];
          },
          {
            foreignKeyName: "life_facts_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "life_facts_source_is_own";
            columns: ["owner_id", "source_id"];
            isOneToOne: false;
            referencedRelation: "info_sources";
            referencedColumns: ["owner_id", "id"];
          },
        ];
      };
      messages: {
        Row: {
          body: string;
          conversation_id: string;
          created_at: string;
          id: string;
          place: number;
          removed_at: string | null;
          sender_id: string | null;
          updated_at: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          body: string;
          conversation_id: string;
          created_at?: string;
          id: string;
          place?: never;
          removed_at?: string | null;
          sender_id?: string | null;
          updated_at?: string;
          version?: number;
        };
        Update: {
          body?: string;
          conversation_id?: string;
          created_at?: string;
          id?: string;
          place?: never;
          removed_at?: string | null;
          sender_id?: string | null;
          updated_at?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "messages_conversation_id_fkey";
            columns: ["conversation_id"];
            isOneToOne: false;
            referencedRelation: "conversations";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "messages_sender_id_fkey";
            columns: ["sender_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      onboarding_capabilities: {
        Row: {
          created_at: string;
          hash: string;
          number: number;
          session_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          hash: string;
          number?: never;
          session_id: string;
        };
        Update: {
          created_at?: string;
          hash?: string;
          number?: never;
          session_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "onboarding_capabilities_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "onboarding_sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      onboarding_sessions: {
        Row: {
          attached_to: string | null;
          created_at: string;
          data: NonNullable<Json>;
          expires_at: string;
          id: string;
          member_id: string;
          status: string;
          updated_at: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          attached_to?: string | null;
          created_at?: string;
          data: NonNullable<Json>;
          expires_at: string;
          id: string;
          member_id: string;
          status?: string;
          updated_at?: string;
          version?: number;
        };
        Update: {
          attached_to?: string | null;
          created_at?: string;
          data?: NonNullable<Json>;
          expires_at?: string;
          id?: string;
          member_id?: string;
          status?: string;
          updated_at?: string;
          version?: number;
        };
        Relationships: [];
      };
      uploads: {
        Row: {
          category_id: string | null;
          created_at: string;
          declared_type: string;
          expires_at: string;
          id: string;
          name: string;
          owner_id: string | null;
          purpose: string;
          session_id: string | null;
          size: number;
        };
        ComputedFields: never;
        Insert: {
          category_id?: string | null;
          created_at?: string;
          declared_type: string;
          expires_at?: string;
          id: string;
          name: string;
          owner_id?: string | null;
          purpose: string;
          session_id?: string | null;
          size: number;
        };
        Update: {
          category_id?: string | null;
          created_at?: string;
          declared_type?: string;
          expires_at?: string;
          id?: string;
          name?: string;
          owner_id?: string | null;
          purpose?: string;
          session_id?: string | null;
          size?: number;
        };
        Relationships: [
          {
            foreignKeyName: "uploads_category_is_own";
            columns: ["owner_id", "category_id"];
            isOneToOne: false;
            referencedRelation: "visibility_categories";
            referencedColumns: ["owner_id", "id"];
          },
          {
            foreignKeyName: "uploads_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "uploads_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "onboarding_sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      users: {
        Row: {
          avatar_id: string | null;
          bio: string | null;
          created_at: string;
          default_category_id: string | null;
          display_name: string | null;
          id: string;
          is_public: boolean;
          may_be_indexed: boolean;
          updated_at: string;
          username: string | null;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          avatar_id?: string | null;
          bio?: string | null;
          created_at?: string;
          default_category_id?: string | null;
          display_name?: string | null;
          id: string;
          is_public?: boolean;
          may_be_indexed?: boolean;
          updated_at?: string;
          username?: string | null;
          version?: number;
        };
        Update: {
          avatar_id?: string | null;
          bio?: string | null;
          created_at?: string;
          default_category_id?: string | null;
          display_name?: string | null;
          id?: string;
          is_public?: boolean;
          may_be_indexed?: boolean;
          updated_at?: string;
          username?: string | null;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "users_default_category_is_own";
            columns: ["id", "default_category_id"];
            isOneToOne: false;
            referencedRelation: "visibility_categories";
            referencedColumns: ["owner_id", "id"];
          },
        ];
      };
      visibility_categories: {
        Row: {
          created_at: string;
          description: string;
          id: string;
          kind: string;
          name: string;
          owner_id: string;
          position: number;
          updated_at: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          description?: string;
          id: string;
          kind: string;
          name: string;
          owner_id: string;
          position: number;
          updated_at?: string;
          version?: number;
        };
        Update: {
          created_at?: string;
          description?: string;
          id?: string;
          kind?: string;
          name?: string;
          owner_id?: string;
          position?: number;
          updated_at?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "visibility_categories_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      announce_upload: {
        Args: { capability?: string; upload: Json };
        Returns: {
          category_id: string | null;
          created_at: string;
          declared_type: string;
          expires_at: string;
          id: string;
          name: string;
          owner_id: string | null;
          purpose: string;
          session_id: string | null;
          size: number;
        };
        SetofOptions: {
          from: "*";
          to: "uploads";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      attach_onboarding: {
        Args: { capability: string };
        Returns: {
          attached_to: string | null;
          created_at: string;
          data: NonNullable<Json>;
          expires_at: string;
          id: string;
          member_id: string;
          status: string;
          updated_at: string;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "onboarding_sessions";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      complete_onboarding: {
        Args: {
          account_id: string;
          based_on: number;
          capability?: string;
          copied: Json;
          email: string;
          profile: Json;
        };
        Returns: {
          avatar_id: string | null;
          bio: string | null;
          created_at: string;
          default_category_id: string | null;
          display_name: string | null;
          id: string;
          is_public: boolean;
          may_be_indexed: boolean;
          updated_at: string;
          username: string | null;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "users";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      create_category: {
        Args: { category: Json };
        Returns: {
          created_at: string;
          description: string;
          id: string;
          kind: string;
          name: string;
          owner_id: string;
          position: number;
          updated_at: string;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "visibility_categories";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      create_document: {
        Args: { capability?: string; document: Json };
        Returns: {
          category_id: string;
          created_at: string;
          description: string;
          duration_seconds: number | null;
          has_thumbnail: boolean;
          height: number | null;
          id: string;
          kind: string;
          mime_type: string;
          name: string;
          name_key: string;
          owner_id: string | null;
          page_count: number | null;
          removed_at: string | null;
          session_id: string | null;
          sha256: string;
          size: number;
          taken_at: string | null;
          updated_at: string;
          version: number;
          width: number | null;
        };
        SetofOptions: {
          from: "*";
          to: "documents";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      create_onboarding_capability: {
        Args: { capability?: string; new_capability: string };
        Returns: undefined;
      };
      create_profile: {
        Args: { profile: Json };
        Returns: {
          avatar_id: string | null;
          bio: string | null;
          created_at: string;
          default_category_id: string | null;
          display_name: string | null;
          id: string;
          is_public: boolean;
          may_be_indexed: boolean;
          updated_at: string;
          username: string | null;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "users";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      discard_onboarding: { Args: { capability?: string }; Returns: string };
      end_sign_in: { Args: { sign_in_id: string }; Returns: boolean };
      export_rows: { Args: Record<PropertyKey, never>; Returns: Json };
      find_document: {
        Args: { capability?: string; document_id: string };
        Returns: {
          category_id: string;
          created_at: string;
          description: string;
          duration_seconds: number | null;
          has_thumbnail: boolean;
          height: number | null;
          id: string;
          kind: string;
          mime_type: string;
          name: string;
          name_key: string;
          owner_id: string | null;
          page_count: number | null;
          removed_at: string | null;
          session_id: string | null;
          sha256: string;
          size: number;
          taken_at: string | null;
          updated_at: string;
          version: number;
          width: number | null;
        };
        SetofOptions: {
          from: "*";
          to: "documents";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      find_file: {
        Args: { capability?: string; file_kind: string; ref_id: string };
        Returns: {
          created_at: string;
          generation: number;
          key: string;
          kind: string;
          mime_type: string;
          owner_id: string | null;
          ref_id: string;
          session_id: string | null;
          sha256: string;
          size: number;
        };
        SetofOptions: {
          from: "*";
          to: "files";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      forget_upload: { Args: { capability?: string; upload_id: string }; Returns: undefined };
      get_onboarding: {
        Args: { capability?: string; lifetime_hours: number };
        Returns: {
          attached_to: string | null;
          created_at: string;
          data: NonNullable<Json>;
          expires_at: string;
          id: string;
          member_id: string;
          status: string;
          updated_at: string;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "onboarding_sessions";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      housekeep: { Args: Record<PropertyKey, never>; Returns: Json };
      inspect_setup: { Args: Record<PropertyKey, never>; Returns: Json };
      is_email_free: { Args: { address: string }; Returns: boolean };
      is_reset_link_valid: { Args: { link_token: string }; Returns: boolean };
      is_username_free: { Args: { wanted: string }; Returns: boolean };
      list_documents: {
        Args: {
          after_id?: string;
          after_key?: string;
          capability?: string;
          in_category?: string;
          kinds?: string[];
          page_size?: number;
          search?: string;
          sort: string;
        };
        Returns: {
          category_id: string;
          created_at: string;
          description: string;
          duration_seconds: number | null;
          has_thumbnail: boolean;
          height: number | null;
          id: string;
          kind: string;
          mime_type: string;
          name: string;
          name_key: string;
          owner_id: string | null;
          page_count: number | null;
          removed_at: string | null;
          session_id: string | null;
          sha256: string;
          size: number;
          taken_at: string | null;
          updated_at: string;
          version: number;
          width: number | null;
        }[];
        SetofOptions: {
          from: "*";
          to: "documents";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      list_onboarding_files: {
        Args: { capability?: string };
        Returns: {
          from_key: string;
          generation: number;
          is_removed: boolean;
          kind: string;
          ref_id: string;
          to_key: string;
        }[];
      };
      list_sign_ins: {
        Args: Record<PropertyKey, never>;
        Returns: {
          created_at: string;
          id: string;
          is_current: boolean;
          last_seen_at: string;
          user_agent: string;
        }[];
      };
      list_stray_objects: { Args: { at_most?: number }; Returns: string[] };
      list_uploads: {
        Args: { capability?: string };
        Returns: {
          category_id: string | null;
          created_at: string;
          declared_type: string;
          expires_at: string;
          id: string;
          name: string;
          owner_id: string | null;
          purpose: string;
          session_id: string | null;
          size: number;
        }[];
        SetofOptions: {
          from: "*";
          to: "uploads";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      measure_space: {
        Args: { capability?: string };
        Returns: {
          bytes: number;
          documents: number;
          maximum_bytes: number;
          maximum_documents: number;
        }[];
      };
      record_file: {
        Args: { capability?: string; file: Json };
        Returns: {
          created_at: string;
          generation: number;
          key: string;
          kind: string;
          mime_type: string;
          owner_id: string | null;
          ref_id: string;
          session_id: string | null;
          sha256: string;
          size: number;
        };
        SetofOptions: {
          from: "*";
          to: "files";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      release_file: { Args: { capability?: string; file_kind: string; ref_id: string }; Returns: string };
      remove_category: { Args: { category_id: string; move_to: string }; Returns: undefined };
      remove_document: {
        Args: { capability?: string; document_id: string };
        Returns: {
          category_id: string;
          created_at: string;
          description: string;
          duration_seconds: number | null;
          has_thumbnail: boolean;
          height: number | null;
          id: string;
          kind: string;
          mime_type: string;
          name: string;
          name_key: string;
          owner_id: string | null;
          page_count: number | null;
          removed_at: string | null;
          session_id: string | null;
          sha256: string;
          size: number;
          taken_at: string | null;
          updated_at: string;
          version: number;
          width: number | null;
        };
        SetofOptions: {
          from: "*";
          to: "documents";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      remove_everybody: { Args: Record<PropertyKey, never>; Returns: undefined };
      remove_profile: { Args: Record<PropertyKey, never>; Returns: undefined };
      restore_document: {
        Args: { capability?: string; document_id: string };
        Returns: {
          category_id: string;
          created_at: string;
          description: string;
          duration_seconds: number | null;
          has_thumbnail: boolean;
          height: number | null;
          id: string;
          kind: string;
          mime_type: string;
          name: string;
          name_key: string;
          owner_id: string | null;
          page_count: number | null;
          removed_at: string | null;
          session_id: string | null;
          sha256: string;
          size: number;
          taken_at: string | null;
          updated_at: string;
          version: number;
          width: number | null;
        };
        SetofOptions: {
          from: "*";
          to: "documents";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      start_onboarding: {
        Args: {
          capability?: string;
          data: Json;
          lifetime_hours: number;
          member_id: string;
          new_capability: string;
          session_id: string;
        };
        Returns: {
          attached_to: string | null;
          created_at: string;
          data: NonNullable<Json>;
          expires_at: string;
          id: string;
          member_id: string;
          status: string;
          updated_at: string;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "onboarding_sessions";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      update_category: {
        Args: { based_on: number; category_id: string; patch: Json };
        Returns: {
          created_at: string;
          description: string;
          id: string;
          kind: string;
          name: string;
          owner_id: string;
          position: number;
          updated_at: string;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "visibility_categories";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      update_document: {
        Args: { based_on: number; capability?: string; document_id: string; patch: Json };
        Returns: {
          category_id: string;
          created_at: string;
          description: string;
          duration_seconds: number | null;
          has_thumbnail: boolean;
          height: number | null;
          id: string;
          kind: string;
          mime_type: string;
          name: string;
          name_key: string;
          owner_id: string | null;
          page_count: number | null;
          removed_at: string | null;
          session_id: string | null;
          sha256: string;
          size: number;
          taken_at: string | null;
          updated_at: string;
          version: number;
          width: number | null;
        };
        SetofOptions: {
          from: "*";
          to: "documents";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      update_onboarding: {
        Args: { based_on: number; capability?: string; data: Json; lifetime_hours: number };
        Returns: {
          attached_to: string | null;
          created_at: string;
          data: NonNullable<Json>;
          expires_at: string;
          id: string;
          member_id: string;
          status: string;
          updated_at: string;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "onboarding_sessions";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
      update_profile: {
        Args: { based_on: number; patch: Json };
        Returns: {
          avatar_id: string | null;
          bio: string | null;
          created_at: string;
          default_category_id: string | null;
          display_name: string | null;
          id: string;
          is_public: boolean;
          may_be_indexed: boolean;
          updated_at: string;
          username: string | null;
          version: number;
        };
        SetofOptions: {
          from: "*";
          to: "users";
          isOneToOne: true;
          isSetofReturn: true;
        };
      };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    keyof (DefaultSchema["Tables"] & DefaultSchema["Views"]) | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    keyof DefaultSchema["Enums"] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    keyof DefaultSchema["CompositeTypes"] | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never;
